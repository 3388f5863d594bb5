//! Which certificates of an upstream are trusted.

use std::path::Path;
use std::sync::Arc;

use hyper_rustls::ConfigBuilderExt;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{Error as PemError, PemObject};
use rustls::{ClientConfig, RootCertStore};

use crate::error::Error;

/// The settings of TLS: trust in the authorities of the file, which then are the only ones, else in those of the system.
pub(super) fn trusting(authorities: Option<&Path>) -> Result<ClientConfig, Error> {
    let unusable = |error: rustls::Error| Error::settings(format!("TLS cannot be used: {error}"));
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().map_err(unusable)?;
    Ok(match authorities {
        Some(file) => builder.with_root_certificates(roots(file)?).with_no_client_auth(),
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

fn roots(file: &Path) -> Result<RootCertStore, Error> {
    let shown = file.display();
    let mut roots = RootCertStore::empty();
    let certificates = CertificateDer::pem_file_iter(file).map_err(|error| cannot_read(file, error))?;
    for certificate in certificates {
        let certificate = certificate.map_err(|error| cannot_read(file, error))?;
        let added = roots.add(certificate);
        added.map_err(|error| Error::settings(format!("`{shown}` has a certificate that cannot be used: {error}")))?;
    }
    match roots.is_empty() {
        true => Err(Error::settings(format!("`{shown}` has no certificate; expected PEM with `BEGIN CERTIFICATE`"))),
        false => Ok(roots),
    }
}

fn cannot_read(file: &Path, error: PemError) -> Error {
    match error {
        PemError::Io(error) => Error::io(format!("cannot read `{}`", file.display()), error),
        other => Error::settings(format!("`{}` is not PEM: {other}", file.display())),
    }
}
