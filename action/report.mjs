// What a JSON report of `check` or `diff` comes to.

// From best to worst.
const VERDICTS = ['docs', 'compatible', 'undecided', 'breaking'];

// `{verdict, breaking, attention}`; throws where the form is not that of a report.
export function summarized(report) {
  const comparisons = Array.isArray(report.contracts) ? report.contracts.map((contract) => contract.diff) : [report];
  let worst = 0;
  let breaking = 0;
  let attention = false;
  for (const comparison of comparisons) {
    // A contract whose traffic alone was checked has none.
    if (comparison === null || comparison === undefined) continue;
    const rank = VERDICTS.indexOf(comparison.verdict);
    if (rank < 0 || !Array.isArray(comparison.changes)) throw new Error('not a report of order-contracts');
    if (comparison.changes.length > 0) worst = Math.max(worst, rank);
    for (const change of comparison.changes) {
      if (VERDICTS.indexOf(change.verdict) < 2) continue;
      attention = true;
      if (change.verdict === 'breaking' && !change.waiver) breaking += 1;
    }
  }
  // Without changes nothing is broken.
  const verdict = comparisons.some((comparison) => comparison?.changes?.length > 0) ? VERDICTS[worst] : 'compatible';
  return { verdict, breaking, attention };
}
