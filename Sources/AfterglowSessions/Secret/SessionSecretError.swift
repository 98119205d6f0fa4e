/// Why something is no secret.
///
/// The secret itself is not told.
public enum SessionSecretError: Error, Equatable, CustomStringConvertible {
  /// The environment variable is not set, or empty.
  case missing(variable: String)
  /// It has fewer bytes than ``SessionSecret/minimumSize``.
  case tooShort(size: Int)
  /// It is written neither in hexadecimal nor in Base64.
  case notEncoded

  /// What is wrong and what to do, in one line.
  public var description: String {
    switch self {
    case .missing(let variable): "There is no secret in \(variable); \(Self.advice)."
    case .tooShort(let size):
      "The secret has \(size) bytes and needs at least \(SessionSecret.minimumSize); \(Self.advice)."
    case .notEncoded: "The secret is neither hexadecimal nor Base64; \(Self.advice)."
    }
  }

  private static let advice = "make one with 'openssl rand -base64 32'"
}
