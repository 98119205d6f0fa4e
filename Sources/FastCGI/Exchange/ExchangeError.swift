import CFastCGI

#if canImport(Glibc)
  import Glibc
#endif

/// The reason why a request could not be received, or its response could not be sent.
///
/// The connection cannot be used after this error.
public enum ExchangeError: Error, Equatable, CustomStringConvertible {
  /// The web server closed the connection, or broke the protocol, before the request was complete
  /// (`FCGX_PROTOCOL_ERROR`).
  case incomplete(Part)

  /// A record had a protocol version other than 1 (`FCGX_UNSUPPORTED_VERSION`).
  case unsupportedVersion(Part)

  /// The web server exceeded a time limit or sent the body too slowly.
  case timedOut(Part)

  /// A read or a write failed with this `errno`.
  case system(Part, number: Int32)

  /// The web server asked for a role other than responder and got `FCGI_UNKNOWN_ROLE` as the answer.
  case unsupportedRole(Int)

  /// The request has been finished, so its stdin and stdout can no longer be used.
  case finished

  /// The part of the exchange that was being transferred.
  public enum Part: String, Sendable {
    /// `FCGI_BEGIN_REQUEST`.
    case begin = "the begin request record"
    /// `FCGI_PARAMS`.
    case params
    /// `FCGI_STDIN`.
    case stdin
    /// `FCGI_STDOUT`, `FCGI_STDERR` and `FCGI_END_REQUEST`.
    case stdout
  }

  /// A sentence for the log.
  public var description: String {
    switch self {
    case .incomplete(let part):
      "The web server closed the connection, or broke the protocol, within \(part.rawValue)."
    case .unsupportedVersion(let part):
      "A record within \(part.rawValue) has a FastCGI version other than 1."
    case .timedOut(let part):
      "The web server took longer over \(part.rawValue) than the time-out allows."
    case .system(let part, let number):
      "The connection failed within \(part.rawValue): \(String(cString: strerror(number))) (errno \(number))."
    case .unsupportedRole(let role):
      "The web server asked for FastCGI role \(role); only the responder's, 1, is played here."
    case .finished:
      "The request has been finished: its stdin and stdout can no longer be used. Copy what a background task needs."
    }
  }

  /// Returns the error that libfcgi recorded on a stream, or `nil` if there is none.
  static func ofStream(_ stream: UnsafeMutablePointer<FCGX_Stream>, _ part: Part) -> Self? {
    switch FCGX_GetError(stream) {
    case 0: nil
    case FCGX_UNSUPPORTED_VERSION: .unsupportedVersion(part)
    case let number where number > 0: .system(part, number: number)
    default: .incomplete(part)
    }
  }
}
