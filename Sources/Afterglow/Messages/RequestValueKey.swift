import Synchronization

/// A key for a value that travels with a request, from middleware to a handler or other middleware.
///
///     enum TenantKey: RequestValueKey { typealias Value = Tenant }
///
///     request[TenantKey.self] = tenant
///
/// The type itself is the key; it needs no members.
public protocol RequestValueKey: SendableMetatype {
  /// The type of the value.
  associatedtype Value: Sendable
}

extension Request {
  /// The value stored with the request under this key, or `nil` if there is none.
  ///
  /// The value belongs to the request, not to this copy of it. All copies share it, from the outermost middleware to
  /// the background tasks.
  public subscript<Key: RequestValueKey>(key: Key.Type) -> Key.Value? {
    get { head.values.withLock { $0?[ObjectIdentifier(key)] as? Key.Value } }
    nonmutating set { head.values.withLock { $0.set(newValue, for: ObjectIdentifier(key)) } }
  }
}

extension [ObjectIdentifier: any Sendable]? {
  /// Sets a value.
  ///
  /// The dictionary is created on demand, because most requests have no values.
  fileprivate mutating func set(_ value: (any Sendable)?, for key: ObjectIdentifier) {
    guard self != nil || value != nil else { return }
    self = self ?? [:]
    self?[key] = value
  }
}
