// The receipt as a file.

/** A field of CSV; a text that a spreadsheet would take for a formula is marked as text. @param {unknown} value */
function field(value) {
  const text = value === null || value === undefined ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const HEAD = [
  ...['region', 'id', 'outcome', 'reason', 'attempts', 'request_ids', 'error', 'unshared_from'],
  ...['snapshots_deleted', 'snapshots_left', 'snapshots_unknown', 'plan_digest', 'confirmed_by', 'started', 'finished'],
];

/** One line for each image; the same columns always. @param {import('../store/state.js').Receipt} receipt */
export function receiptCsv(receipt) {
  const lines = receipt.images.map((image) => {
    const snapshots = (/** @type {string} */ outcome) =>
      image.snapshots
        .filter((snapshot) => snapshot.outcome === outcome)
        .map(({ id }) => id)
        .join(' ');
    const { code = '', service_code = '' } = /** @type {any} */ (image.error ?? {});
    return [
      ...[image.region, image.id, image.outcome, image.reason?.code ?? '', image.attempts, image.request_ids.join(' ')],
      ...[
        service_code || code,
        image.unshared_from.join(' '),
        snapshots('deleted'),
        snapshots('left'),
        snapshots('unknown'),
      ],
      ...[receipt.plan_digest, receipt.confirmed_by, receipt.started, receipt.finished],
    ];
  });
  return [HEAD, ...lines].map((line) => line.map(field).join(',') + '\r\n').join('');
}

/** @param {string} name @param {string} type @param {string} text */
export function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
