import type { ErrorCode, ErrorDetails, ErrorReport } from '../../shared/errors.ts';

/** A call that the console answered with an error; everything the operator may know of it is in `report`. */
export class BridgeError extends Error {
  readonly report: ErrorReport;
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(report: ErrorReport) {
    super(report.message);
    this.name = 'BridgeError';
    this.report = report;
    this.code = report.code;
    this.details = report.details;
  }
}

/** The report of anything thrown; what is not a BridgeError is a defect of the window itself. */
export function reportOf(error: unknown): ErrorReport {
  if (error instanceof BridgeError) return error.report;
  return { code: 'internal', message: '', remedy: '', details: {} };
}
