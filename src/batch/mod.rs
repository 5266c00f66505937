//! Many files in one run: nothing lost, safe to stop and to run again, the same bytes whoever runs it.
//!
//! A run finds its [`inputs`] (folders walked, archives looked into), takes for done what an earlier run made of the same
//! bytes ([`state`]), and works on the rest ([`work`]) group by group: a group is parsed in parallel, and while the next one
//! is, a writer hands its reports in path order to the [`sink`]s and commits it. At the end the results are put in place,
//! and the checks over the [`corpus`] run.
//!
//! A store hooks in as a [`Sink`]: see [`sink`].
//!
//! Results (the same bytes for any number of threads, however often the run was killed): `reports.jsonl`, `json/`,
//! `quarantine.csv` and the files of the corpus checks. `run.json` and `.jixiao/` hold times and stamps and are no results.

pub mod archive;
pub mod corpus;
pub mod glob;
pub mod inputs;
pub mod progress;
pub mod quarantine;
pub mod run;
pub mod sink;
pub mod stamp;
pub mod state;
pub mod summary;
pub mod work;

pub use progress::{Observer, Silent};
pub use run::{Options, Outcome, run};
pub use sink::{Prepare, Sink};
pub use summary::Summary;
pub use work::{Engine, InProcess, Isolated};
