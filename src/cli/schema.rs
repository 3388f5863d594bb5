//! `schema`: the JSON Schemas, for other tools and languages.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::apis::{Api, EmbeddedSchema, SchemaKind};
use crate::error::Error;

use super::{Context, Outcome};

#[derive(Args)]
pub(super) struct Arguments {
    /// The API: `kohortpay` or `threekit`
    #[arg(value_parser = super::api, required_unless_present = "all")]
    api: Option<Api>,
    /// A component (`CreateOrder`), a request body (`createOrder`), a response body (`createOrder.response.201`)
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    name: Option<String>,
    /// Write every schema of the API, or of both, as `DIR/API/NAME.json`
    #[arg(long, requires = "out")]
    all: bool,
    /// The folder to write to; it is made if it is not there
    #[arg(long, value_name = "DIR", requires = "all")]
    out: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    if let Some(folder) = &arguments.out {
        let apis: Vec<Api> = arguments.api.map_or_else(|| Api::ALL.to_vec(), |api| vec![api]);
        let mut written = 0_usize;
        for api in apis {
            written += write_all(api, &folder.join(api.name()))?;
        }
        context.stderr.line(format_args!("wrote {written} schemas to {}", folder.display()));
    } else if let (Some(api), Some(name)) = (arguments.api, &arguments.name) {
        context.stdout.line(format_args!("{:#}", api.schema(name)?.value()));
    }
    Ok(Outcome::Clean)
}

fn write_all(api: Api, folder: &Path) -> Result<usize, Error> {
    let told = |path: &Path| {
        let path = path.display().to_string();
        move |error| Error::io(format!("cannot write `{path}`"), error)
    };
    fs::create_dir_all(folder).map_err(told(folder))?;
    let exported: Vec<&EmbeddedSchema> =
        api.schemas().iter().filter(|schema| schema.kind() != SchemaKind::Property).collect();
    for schema in &exported {
        let path = folder.join(format!("{}.json", schema.name()));
        fs::write(&path, format!("{:#}\n", schema.value())).map_err(told(&path))?;
    }
    Ok(exported.len())
}
