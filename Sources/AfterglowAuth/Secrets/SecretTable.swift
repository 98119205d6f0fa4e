import Crypto

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A fixed table of secrets, each with a value.
///
///     let keys = SecretTable([try requiredVariable("WAREHOUSE_KEY"): Program("warehouse")])
///
/// It keeps authentication codes of the secrets under a key of its own and looks those up, so that the time of a
/// look-up tells nothing about similar secrets.
public struct SecretTable<Value: Sendable>: Sendable {
  private let key = SymmetricKey(size: .bits256)
  private let values: [Data: Value]

  /// Creates a table.
  ///
  /// - Parameter secrets: the secrets with their values. A secret should have 128 random bits; an empty one is a
  ///   mistake.
  public init(_ secrets: [String: Value]) {
    precondition(secrets[""] == nil, "an empty secret is none")
    let key = key
    values = Dictionary(uniqueKeysWithValues: secrets.map { (Self.code(of: $0.key, key), $0.value) })
  }

  /// The value of a secret; `nil` if the table doesn't have it.
  public subscript(secret: String) -> Value? { values[Self.code(of: secret, key)] }

  private static func code(of secret: String, _ key: SymmetricKey) -> Data {
    Data(HMAC<SHA256>.authenticationCode(for: Data(secret.utf8), using: key))
  }
}
