//! The stages apart and together: `cargo bench --bench stages`.
#![allow(clippy::unwrap_used)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jixiao::generate::{Options, report};
use jixiao::outputs::{assemble, json};
use jixiao::{checks, interpret, mentions, outline, parse, read};

/// As in the program itself.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

const NAME: &str = "youth-league-2024.txt";

/// The seed report, a stage at a time; what a stage needs is made before.
fn stages(c: &mut Criterion) {
    let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/youth-league-2024.txt")).unwrap();
    let doc = read::read(&bytes, NAME);
    let sections = outline::outline(&doc);
    let numbers = mentions::mentions(&doc, &sections);
    let facts = interpret::interpret(&doc, &sections, numbers.clone());
    let parsed = parse(&bytes, NAME);
    let mut group = c.benchmark_group("youth league report");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("read", |b| b.iter(|| read::read(black_box(&bytes), NAME)));
    group.bench_function("outline", |b| b.iter(|| outline::outline(black_box(&doc))));
    group.bench_function("mentions", |b| b.iter(|| mentions::mentions(black_box(&doc), &sections)));
    group.bench_function("interpret", |b| {
        b.iter_batched(
            || numbers.clone(),
            |numbers| interpret::interpret(&doc, &sections, numbers),
            criterion::BatchSize::SmallInput,
        );
    });
    group.bench_function("checks", |b| b.iter(|| checks::check(&doc, &sections, black_box(&facts))));
    group.bench_function("assemble and serialise", |b| {
        b.iter(|| json::line(&assemble::report(NAME, &bytes, black_box(&parsed)), 1 << 16));
    });
    group.bench_function("parse to JSON", |b| {
        b.iter(|| {
            let parsed = parse(black_box(&bytes), NAME);
            json::line(&assemble::report(NAME, &bytes, &parsed), 1 << 16)
        });
    });
    group.finish();
}

/// A hundred generated reports of many outlines, to JSON.
fn generated(c: &mut Criterion) {
    let texts: Vec<String> = (0..100).map(|seed| report(seed, &Options { long: true, ..Options::default() }).text).collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    let mut group = c.benchmark_group("100 generated reports");
    group.throughput(Throughput::Bytes(bytes as u64));
    group.sample_size(20);
    group.bench_function("parse to JSON", |b| {
        b.iter(|| {
            for text in &texts {
                let parsed = parse(black_box(text.as_bytes()), "report.txt");
                black_box(json::line(&assemble::report("report.txt", text.as_bytes(), &parsed), 1 << 16));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, stages, generated);
criterion_main!(benches);
