import JWTKit

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension JWTKeyCollection {
  /// Puts the keys of a JSON Web Key Set (RFC 7517) in the place of all that there are, at once.
  ///
  /// For identity providers that change their keys: read the set at the start, and again from time to time. Keys that are
  /// not for signatures, of a kind that isn't known, or without a `kid` are passed over (section 5). If nothing is left
  /// the keys stay as they are.
  ///
  /// - Parameter json: the set, as it is published.
  /// - Returns: how many keys there are now.
  /// - Throws: ``InvalidKeySet`` if it is no such set, or has no key that can be used.
  @discardableResult
  public func replaceKeys(withJWKS json: String) async throws -> Int {
    let published: PublishedKeys
    do {
      published = try JSONDecoder().decode(PublishedKeys.self, from: Data(json.utf8))
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

/// A key set that can't be used.
public struct InvalidKeySet: Error, Hashable, CustomStringConvertible {
  /// What is wrong with it.
  public let reason: String

  /// What is wrong.
  public var description: String { "It is no JSON Web Key Set: \(reason)." }
}

/// The keys of a set that can be understood.
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
