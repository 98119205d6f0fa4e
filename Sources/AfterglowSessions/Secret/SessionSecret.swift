import Afterglow
import Crypto

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What sessions' cookies and CSRF tokens are signed with: at least 32 bytes that nobody else knows.
///
/// Make one with `openssl rand -base64 32`, hand it to the service in an environment variable, and give every process and
/// every machine of the service the same one:
///
///     let secrets = try SessionSecret.list(fromEnvironment: "SESSION_SECRET")
///
/// To replace it, put the new one before the old one (`NEW,OLD`): the first signs, and all are accepted. Take the old one
/// away when the sessions that it signed have ended.
public struct SessionSecret: Sendable {
  /// The fewest bytes it may have: those of SHA-256's output (RFC 2104, section 3).
  public static let minimumSize = 32

  private let key: SymmetricKey

  /// A secret of these bytes.
  ///
  /// - Throws: ``SessionSecretError/tooShort(size:)``.
  public init(bytes: some Sequence<UInt8>) throws(SessionSecretError) {
    let bytes = Array(bytes)
    guard bytes.count >= Self.minimumSize else { throw .tooShort(size: bytes.count) }
    key = SymmetricKey(data: bytes)
  }

  /// A secret that is written in hexadecimal or in Base64.
  ///
  /// - Parameter text: an even number of hexadecimal digits, or Base64 of either alphabet, with or without padding.
  /// - Throws: ``SessionSecretError``; it doesn't repeat the text.
  public init(_ text: String) throws(SessionSecretError) {
    guard let bytes = Self.hexadecimal(text) ?? Base64URL.decoding(text) else { throw .notEncoded }
    try self.init(bytes: bytes)
  }

  /// A secret that ends with the process, for tests: sessions don't outlive it, and no other process knows them.
  public static func random() -> SessionSecret { SessionSecret(key: SymmetricKey(size: .bits256)) }

  private init(key: SymmetricKey) { self.key = key }

  /// The secrets in an environment variable, separated by commas.
  ///
  /// - Parameters:
  ///   - variable: the variable's name.
  ///   - environment: the environment; by default this process's.
  /// - Returns: at least one; the first is the one to sign with.
  /// - Throws: ``SessionSecretError`` if the variable is missing, or what it has is no secret.
  public static func list(
    fromEnvironment variable: String,
    in environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(SessionSecretError) -> [SessionSecret] {
    let texts = (environment[variable] ?? "").split { $0 == "," || $0.isWhitespace }
    guard !texts.isEmpty else { throw .missing(variable: variable) }
    var secrets: [SessionSecret] = []
    for text in texts { secrets.append(try SessionSecret(String(text))) }
    return secrets
  }

  /// A key for one purpose, from which neither the secret nor a key for another purpose follows (RFC 5869).
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
  /// Nothing of the secret.
  public var description: String { "SessionSecret" }

  /// Nothing of the secret.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
