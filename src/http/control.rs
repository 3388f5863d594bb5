//! [`Control`]: the modes of a layer, which may be changed while it serves.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};

use super::held::HeldContract;
use super::mode::{Mode, Undeclared};
use super::select::Select;
use crate::error::Error;
use crate::schema::Direction;

/// The modes of a layer and of all its services. A change affects the messages that begin after it.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
///
/// use order_contracts::contract::Contract;
/// use order_contracts::http::{ContractLayer, Mode, Select};
///
/// let contract = Contract::from_path("examples/contracts/shop.yaml".as_ref())?;
/// let layer = ContractLayer::new(Arc::new(contract));
/// let control = layer.control();
/// // Later, while it serves:
/// control.requests(Mode::Observe);
/// control.requests_of(&"createOrder".into(), Mode::Enforce)?;
/// control.responses_of(&Select::Path("/orders".to_owned()), Mode::one_in(8))?;
///
/// let error = control.requests_of(&"creatOrder".into(), Mode::Off).unwrap_err();
/// assert_eq!(error.to_string(), "unknown operation `creatOrder`; did you mean `createOrder`?");
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[derive(Clone)]
pub struct Control(Arc<Settings>);

/// What is set for each operation, by its number.
struct Settings {
    contract: HeldContract,
    operations: Vec<OfOperation>,
    undeclared: AtomicU32,
    /// Whether no message is checked at all.
    is_off: AtomicBool,
}

struct OfOperation {
    requests: Setting,
    responses: Setting,
    body_limit: AtomicUsize,
}

/// A mode, and how many messages were counted to take samples.
struct Setting {
    mode: AtomicU32,
    seen: AtomicU32,
}

impl Setting {
    fn new(mode: Mode) -> Self {
        Self { mode: AtomicU32::new(mode.code()), seen: AtomicU32::new(0) }
    }
}

impl Control {
    pub(super) fn new(contract: HeldContract, body_limit: usize) -> Self {
        let operation = |_| OfOperation {
            requests: Setting::new(Mode::Enforce),
            responses: Setting::new(Mode::Observe),
            body_limit: AtomicUsize::new(body_limit),
        };
        let operations = contract.endpoints().iter().map(operation).collect();
        let undeclared = AtomicU32::new(Undeclared::Refuse.code());
        Self(Arc::new(Settings { contract, operations, undeclared, is_off: AtomicBool::new(false) }))
    }

    pub(super) fn contract(&self) -> &HeldContract {
        &self.0.contract
    }

    /// Sets the mode of all requests. It says nothing about undeclared ones; see [`Control::undeclared`].
    pub fn requests(&self, mode: Mode) {
        self.each(|operation| operation.requests.mode.store(mode.code(), Ordering::Relaxed));
    }

    /// Sets the mode of all responses.
    pub fn responses(&self, mode: Mode) {
        self.each(|operation| operation.responses.mode.store(mode.code(), Ordering::Relaxed));
    }

    /// Sets the mode of the requests of some operations.
    ///
    /// # Errors
    ///
    /// When the contract has no such operation.
    pub fn requests_of(&self, select: &Select, mode: Mode) -> Result<(), Error> {
        self.some(select, |operation| operation.requests.mode.store(mode.code(), Ordering::Relaxed))
    }

    /// Sets the mode of the responses of some operations.
    ///
    /// # Errors
    ///
    /// When the contract has no such operation.
    pub fn responses_of(&self, select: &Select, mode: Mode) -> Result<(), Error> {
        self.some(select, |operation| operation.responses.mode.store(mode.code(), Ordering::Relaxed))
    }

    /// Sets how many bytes of a body of these operations are held in memory, before and after it is unpacked.
    ///
    /// # Errors
    ///
    /// When the contract has no such operation.
    pub fn body_limit_of(&self, select: &Select, bytes: usize) -> Result<(), Error> {
        self.some(select, |operation| operation.body_limit.store(bytes, Ordering::Relaxed))
    }

    pub(super) fn set_body_limit(&self, bytes: usize) {
        self.each(|operation| operation.body_limit.store(bytes, Ordering::Relaxed));
    }

    /// Sets what is done with requests that call no declared operation.
    pub fn undeclared(&self, undeclared: Undeclared) {
        self.0.undeclared.store(undeclared.code(), Ordering::Relaxed);
        self.note_off();
    }

    fn each(&self, set: impl Fn(&OfOperation)) {
        self.0.operations.iter().for_each(set);
        self.note_off();
    }

    fn some(&self, select: &Select, set: impl Fn(&OfOperation)) -> Result<(), Error> {
        let numbers = select.resolve(&self.0.contract)?;
        numbers.into_iter().filter_map(|number| self.0.operations.get(number)).for_each(set);
        self.note_off();
        Ok(())
    }

    /// What is set for undeclared requests.
    pub(super) fn of_undeclared(&self) -> Undeclared {
        Undeclared::of_code(self.0.undeclared.load(Ordering::Relaxed))
    }

    /// The mode of one more message of an operation: never [`Mode::Sample`], which was decided for it.
    pub(super) fn next(&self, number: usize, direction: Direction) -> Mode {
        let Some(operation) = self.0.operations.get(number) else { return Mode::Off };
        let setting = match direction {
            Direction::Response => &operation.responses,
            Direction::Request | Direction::Neutral => &operation.requests,
        };
        match Mode::of_code(setting.mode.load(Ordering::Relaxed)) {
            Mode::Sample(number) => match setting.seen.fetch_add(1, Ordering::Relaxed) % number {
                0 => Mode::Observe,
                _ => Mode::Off,
            },
            mode => mode,
        }
    }

    pub(super) fn body_limit(&self, number: usize) -> usize {
        self.0.operations.get(number).map_or(0, |operation| operation.body_limit.load(Ordering::Relaxed))
    }

    /// Whether no message is checked at all.
    pub(super) fn is_off(&self) -> bool {
        self.0.is_off.load(Ordering::Relaxed)
    }

    fn note_off(&self) {
        let is_off = |setting: &Setting| setting.mode.load(Ordering::Relaxed) == Mode::Off.code();
        let mut operations = self.0.operations.iter();
        let is_off = self.of_undeclared() == Undeclared::Pass
            && operations.all(|operation| is_off(&operation.requests) && is_off(&operation.responses));
        self.0.is_off.store(is_off, Ordering::Relaxed);
    }
}

/// The mode of each operation.
impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mode = |setting: &Setting| Mode::of_code(setting.mode.load(Ordering::Relaxed));
        let mut out = f.debug_map();
        for (endpoint, set) in self.0.contract.endpoints().iter().zip(&self.0.operations) {
            let operation = &endpoint.operation;
            let name = format!("{} {}", operation.method(), operation.path());
            out.entry(&name, &(mode(&set.requests), mode(&set.responses)));
        }
        out.finish()
    }
}
