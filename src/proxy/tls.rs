//! Which certificates of an upstream are trusted.

use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;

use hyper_rustls::ConfigBuilderExt;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::{Error as PemError, PemObject};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

use crate::error::Error;

/// The settings of TLS: trust in the authorities of the file, which then are the only ones, else in those of the system.
pub(super) fn trusting(authorities: Option<&Path>) -> Result<ClientConfig, Error> {
    let unusable = |error: rustls::Error| Error::settings(format!("TLS cannot be used: {error}"));
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().map_err(unusable)?;
    Ok(match authorities {
        Some(file) => {
            let verifier = Arc::new(Named::read(file)?);
            builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth()
        }
        None => builder.try_with_platform_verifier().map_err(unusable)?.with_no_client_auth(),
    })
}

/// The settings where nothing is encrypted.
pub(super) fn unused() -> Result<ClientConfig, Error> {
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let builder = builder.with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| Error::settings(format!("TLS cannot be used: {error}")))?;
    Ok(builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth())
}

/// Trusts the certificates of a file, as authorities and as they are. A service in development has one that it has signed itself,
/// which is no authority to rustls.
#[derive(Debug)]
struct Named {
    authorities: Arc<WebPkiServerVerifier>,
    certificates: Vec<CertificateDer<'static>>,
}

impl Named {
    fn read(file: &Path) -> Result<Self, Error> {
        let shown = file.display();
        let unusable =
            |error: &dyn Display| Error::settings(format!("`{shown}` has a certificate that cannot be used: {error}"));
        let (mut roots, mut certificates) = (RootCertStore::empty(), Vec::new());
        for certificate in CertificateDer::pem_file_iter(file).map_err(|error| cannot_read(file, error))? {
            let certificate = certificate.map_err(|error| cannot_read(file, error))?;
            roots.add(certificate.clone()).map_err(|error| unusable(&error))?;
            certificates.push(certificate);
        }
        if certificates.is_empty() {
            let wanted = "expected PEM with `BEGIN CERTIFICATE`";
            return Err(Error::settings(format!("`{shown}` has no certificate; {wanted}")));
        }
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build();
        Ok(Self { authorities: verifier.map_err(|error| unusable(&error))?, certificates })
    }
}

impl ServerCertVerifier for Named {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        // This very one was named, for this upstream. That it has the key is shown by the signatures below.
        if self.certificates.iter().any(|named| named == certificate) {
            return Ok(ServerCertVerified::assertion());
        }
        self.authorities.verify_server_cert(certificate, intermediates, name, ocsp, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.authorities.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.authorities.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.authorities.supported_verify_schemes()
    }
}

fn cannot_read(file: &Path, error: PemError) -> Error {
    match error {
        PemError::Io(error) => Error::io(format!("cannot read `{}`", file.display()), error),
        other => Error::settings(format!("`{}` is not PEM: {other}", file.display())),
    }
}
