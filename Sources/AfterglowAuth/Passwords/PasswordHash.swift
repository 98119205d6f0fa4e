#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A hashed password in the PHC string format, for a database or a file:
/// `$scrypt$ln=15,r=8,p=3$SALT$HASH` or `$pbkdf2-sha256$i=600000$SALT$HASH`, salt and hash in Base64 without padding.
///
/// A hash is checked when it is read: its cost must not be too high for a worker, its salt must have 8 to 64 bytes and
/// its hash 16 to 64.
public struct PasswordHash: Hashable, Sendable {
  /// The scheme and cost of the hash.
  public let scheme: PasswordScheme

  let salt: [UInt8]
  let hash: [UInt8]

  init(scheme: PasswordScheme, salt: [UInt8], hash: [UInt8]) {
    self.scheme = scheme
    self.salt = salt
    self.hash = hash
  }

  /// Reads a hash in the PHC string format.
  ///
  /// - Parameter phcString: the text.
  /// - Throws: ``InvalidPasswordHash`` if the text isn't a hash or its cost is too high.
  public init(_ phcString: String) throws(InvalidPasswordHash) {
    let parts = phcString.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0].isEmpty else {
      throw InvalidPasswordHash("it doesn't have the form $SCHEME$PARAMETERS$SALT$HASH")
    }
    scheme = try PasswordScheme(name: parts[1], parameters: parts[2])
    salt = try Self.bytes(parts[3], 8...64, of: "salt")
    hash = try Self.bytes(parts[4], 16...64, of: "hash")
  }

  /// The hash in the PHC string format, to be stored.
  public var phcString: String { "$\(scheme.phcName)$\(Self.text(salt))$\(Self.text(hash))" }

  private static func bytes(
    _ text: Substring, _ count: ClosedRange<Int>, of part: String
  ) throws(InvalidPasswordHash) -> [UInt8] {
    let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    guard !text.contains("="), let data = Data(base64Encoded: text + padding) else {
      throw InvalidPasswordHash("the \(part) isn't Base64 without padding")
    }
    guard count.contains(data.count) else {
      throw InvalidPasswordHash(
        "the \(part) has \(data.count) bytes instead of \(count.lowerBound) to \(count.upperBound)")
    }
    return Array(data)
  }

  private static func text(_ bytes: [UInt8]) -> String {
    String(Data(bytes).base64EncodedString().prefix { $0 != "=" })
  }
}

extension PasswordHash: CustomStringConvertible {
  /// The scheme alone, so that the hash gets into no log.
  public var description: String { "$\(scheme.phcName)$…" }
}

extension PasswordHash: Codable {
  /// Reads a hash from a text in the PHC string format.
  ///
  /// - Throws: `DecodingError` if the text isn't a hash.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do throws(InvalidPasswordHash) {
      try self.init(text)
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }

  /// Writes the text in the PHC string format.
  ///
  /// - Throws: the errors of the encoder.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(phcString)
  }
}

/// The error of a text that isn't a password hash.
public struct InvalidPasswordHash: Error, Hashable, CustomStringConvertible {
  /// The reason, without the text itself.
  public let reason: String

  init(_ reason: String) { self.reason = reason }

  /// A message with the reason.
  public var description: String { "It is no password hash: \(reason)." }
}
