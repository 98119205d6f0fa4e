import Afterglow
import Crypto

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A secret that signs sessions' cookies and CSRF tokens: at least 32 bytes that nobody else knows.
///
/// Make one with `openssl rand -base64 32`, pass it to the service in an environment variable, and use the same one in
/// all processes and machines of the service:
///
///     let secrets = try SessionSecret.list(fromEnvironment: "SESSION_SECRET")
///
/// To replace it, put the new secret before the old one (`NEW,OLD`): the first one signs, and all are accepted. Remove
/// the old one when the sessions that it signed have ended.
public struct SessionSecret: Sendable {
  /// The minimum size in bytes, that of SHA-256's output (RFC 2104, section 3).
  public static let minimumSize = 32

  private let key: SymmetricKey

  /// Creates a secret from bytes.
  ///
  /// - Parameter bytes: the bytes, at least ``minimumSize``.
  /// - Throws: ``SessionSecretError/tooShort(size:)`` if there are fewer bytes.
  public init(bytes: some Sequence<UInt8>) throws(SessionSecretError) {
    let bytes = Array(bytes)
    guard bytes.count >= Self.minimumSize else { throw .tooShort(size: bytes.count) }
    key = SymmetricKey(data: bytes)
  }

  /// Creates a secret from a text in hexadecimal or Base64.
  ///
  /// - Parameter text: an even number of hexadecimal digits, or Base64 in either alphabet, with or without padding.
  /// - Throws: ``SessionSecretError`` if the text isn't a secret. The error doesn't contain the text.
  public init(_ text: String) throws(SessionSecretError) {
    guard let bytes = Self.hexadecimal(text) ?? Base64URL.decoding(text) else { throw .notEncoded }
    try self.init(bytes: bytes)
  }

  /// Returns a random secret for tests.
  ///
  /// Its sessions end with the process and are unknown to other processes.
  public static func random() -> SessionSecret { SessionSecret(key: SymmetricKey(size: .bits256)) }

  private init(key: SymmetricKey) { self.key = key }

  /// Reads the secrets in an environment variable, separated by commas.
  ///
  /// - Parameters:
  ///   - variable: the variable's name.
  ///   - environment: the environment; that of this process by default.
  /// - Returns: the secrets, at least one; the first one signs.
  /// - Throws: ``SessionSecretError`` if the variable is missing or has a text that isn't a secret.
  public static func list(
    fromEnvironment variable: String,
    in environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(SessionSecretError) -> [SessionSecret] {
    let secrets = try list(environment[variable] ?? "")
    guard !secrets.isEmpty else { throw .missing(variable: variable) }
    return secrets
  }

  /// Returns the secrets in a text, such as the value of a setting.
  ///
  ///     let secrets = try SessionSecret.list(
  ///       settings.requiredString(forKey: "session.secret", isSecret: true))
  ///
  /// - Parameter texts: secrets in hexadecimal or Base64, with commas or spaces between them.
  /// - Returns: the secrets; the first one signs. A text without any gives none.
  /// - Throws: ``SessionSecretError`` if a text isn't a secret. The error doesn't contain the text.
  public static func list(_ texts: String) throws(SessionSecretError) -> [SessionSecret] {
    var secrets: [SessionSecret] = []
    for text in texts.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
      secrets.append(try SessionSecret(String(text)))
    }
    return secrets
  }

  /// Returns a key for one purpose, which reveals neither the secret nor a key for another purpose (RFC 5869).
  func key(for purpose: String) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Data(purpose.utf8), outputByteCount: 32)
  }

  private static func hexadecimal(_ text: String) -> [UInt8]? {
    let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count.isMultiple(of: 2), !digits.isEmpty, !digits.contains(nil) else { return nil }
    let values = digits.compactMap { $0 }
    return stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
  }
}

extension SessionSecret: CustomStringConvertible, CustomReflectable {
  /// The type's name, without the secret.
  public var description: String { "SessionSecret" }

  /// A mirror without the secret.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
