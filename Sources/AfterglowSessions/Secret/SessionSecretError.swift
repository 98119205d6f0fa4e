/// The error of a text or of bytes that aren't a secret.
///
/// It doesn't contain the secret itself.
public enum SessionSecretError: Error, Equatable, CustomStringConvertible {
  /// The environment variable is not set, or is empty.
  case missing(variable: String)
  /// The secret has fewer bytes than ``SessionSecret/minimumSize``.
  case tooShort(size: Int)
  /// The secret is neither hexadecimal nor Base64.
  case notEncoded

  /// A line that says what is wrong and what to do.
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
