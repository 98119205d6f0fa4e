import Afterglow
import JWTKit

extension JWTKeyCollection {
  /// Replaces all keys by those of a JSON Web Key Set (RFC 7517), at once.
  ///
  /// For identity providers that change their keys: read the set at the start, and again from time to time. Keys that
  /// are not for signatures, of an unknown kind, or without a `kid` are skipped (section 5). If no key is left, the
  /// keys stay as they are.
  ///
  /// - Parameter json: the set as published.
  /// - Returns: the number of keys.
  /// - Throws: ``InvalidKeySet`` if the text isn't a key set or has no usable key.
  @discardableResult
  public func replaceKeys(withJWKS json: String) async throws -> Int {
    let published: PublishedKeys
    do {
      published = try JSONContent.decode(PublishedKeys.self, from: Array(json.utf8))
    } catch {
      throw InvalidKeySet(reason: "it is no JSON object with an array of keys")
    }
    let trial = JWTKeyCollection()
    var usable: [JWK] = []
    for key in published.keys where (try? await trial.add(jwk: key)) != nil { usable.append(key) }
    guard !usable.isEmpty else {
      throw InvalidKeySet(reason: "it has no key that can be used for signatures")
    }
    removeAll()
    for key in usable { try add(jwk: key) }
    return usable.count
  }
}

/// The error of a key set that can't be used.
public struct InvalidKeySet: Error, Hashable, CustomStringConvertible {
  /// The reason.
  public let reason: String

  /// A message with the reason.
  public var description: String { "It is no JSON Web Key Set: \(reason)." }
}

/// The readable keys of a set that are for signatures.
private struct PublishedKeys: Decodable {
  let keys: [JWK]

  private enum CodingKeys: CodingKey { case keys }

  init(from decoder: any Decoder) throws {
    keys = try decoder.container(keyedBy: CodingKeys.self).decode([PublishedKey].self, forKey: .keys)
      .compactMap(\.key)
  }
}

private struct PublishedKey: Decodable {
  let key: JWK?

  private enum CodingKeys: CodingKey { case use }

  init(from decoder: any Decoder) throws {
    let use = try? decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(String.self, forKey: .use)
    key = use == nil || use == "sig" ? try? JWK(from: decoder) : nil
  }
}
