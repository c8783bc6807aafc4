/** Why a time stamp, or a certificate that vouches for one, is not accepted: said of the file, as in "holds no ...". */
export class TimestampFault extends Error {
  readonly code: 'BAD_TIMESTAMP' | 'OTHER_AUTHORITY';

  constructor(message: string, code: TimestampFault['code'] = 'BAD_TIMESTAMP') {
    super(message);
    this.name = 'TimestampFault';
    this.code = code;
  }
}
