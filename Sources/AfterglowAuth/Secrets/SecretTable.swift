import Crypto

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A fixed set of secrets, each with what it stands for.
///
///     let keys = SecretTable([try requiredVariable("WAREHOUSE_KEY"): Program("warehouse")])
///
/// It keeps authentication codes of the secrets under a key of its own, and looks up by those: how long that takes says
/// nothing about a secret that is close to the one looked for.
public struct SecretTable<Value: Sendable>: Sendable {
  private let key = SymmetricKey(size: .bits256)
  private let values: [Data: Value]

  /// A table of secrets.
  ///
  /// - Parameter secrets: the secrets with their values. One should have 128 random bits; an empty one is a mistake.
  public init(_ secrets: [String: Value]) {
    precondition(secrets[""] == nil, "an empty secret is none")
    let key = key
    values = Dictionary(uniqueKeysWithValues: secrets.map { (Self.code(of: $0.key, key), $0.value) })
  }

  /// What a secret stands for, or `nil` if it is none of the table's.
  public subscript(secret: String) -> Value? { values[Self.code(of: secret, key)] }

  private static func code(of secret: String, _ key: SymmetricKey) -> Data {
    Data(HMAC<SHA256>.authenticationCode(for: Data(secret.utf8), using: key))
  }
}
