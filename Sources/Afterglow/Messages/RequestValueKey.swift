import Synchronization

/// Names a value that travels with a request: middleware leaves it, a handler or another middleware finds it.
///
///     enum TenantKey: RequestValueKey { typealias Value = Tenant }
///
///     request[TenantKey.self] = tenant
///
/// The type itself is the name; it needs no members.
public protocol RequestValueKey: SendableMetatype {
  /// The type of the value.
  associatedtype Value: Sendable
}

extension Request {
  /// A value that was left with the request under that key, or `nil` if none was.
  ///
  /// It belongs to the request and not to this copy of it: whoever has the request sees it, from the outermost
  /// middleware to the background tasks.
  public subscript<Key: RequestValueKey>(key: Key.Type) -> Key.Value? {
    get { head.values.withLock { $0?[ObjectIdentifier(key)] as? Key.Value } }
    nonmutating set { head.values.withLock { $0.set(newValue, for: ObjectIdentifier(key)) } }
  }
}

extension [ObjectIdentifier: any Sendable]? {
  /// Most requests have no values, and need no dictionary.
  fileprivate mutating func set(_ value: (any Sendable)?, for key: ObjectIdentifier) {
    guard self != nil || value != nil else { return }
    self = self ?? [:]
    self?[key] = value
  }
}
