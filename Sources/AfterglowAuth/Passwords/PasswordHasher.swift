import Crypto

/// Hashes passwords, and checks them.
///
///     let passwords = PasswordHasher()
///     account.passwordHash = try passwords.hash(data.password)
///
/// It computes on the worker's own thread, for some tenths of a second: the worker that checks a password answers nothing
/// else meanwhile. For passwords that clients send, use a ``PasswordChecker``, which bounds how many are hashed at once and
/// how many guesses a client has.
public struct PasswordHasher: Sendable {
  /// How new hashes are made.
  public let scheme: PasswordScheme

  private let cache: PasswordCache?

  /// Hashes with a scheme.
  ///
  /// - Parameters:
  ///   - scheme: how new hashes are made, and which others need to be made anew; ``PasswordScheme/standard`` by default.
  ///   - cache: remembers passwords that were right; none by default. See ``PasswordCache`` for what that costs.
  public init(_ scheme: PasswordScheme = .standard, cache: PasswordCache? = nil) {
    precondition(scheme.isBearable, "the parameters of the password scheme are out of bounds: \(scheme)")
    self.scheme = scheme
    self.cache = cache
  }

  /// Hashes a password, with a new salt of 16 random bytes.
  ///
  /// - Parameter password: the password; not empty, and without NUL: HMAC, which the schemes are made of, doesn't tell one
  ///   from the same with NULs at its end.
  /// - Returns: the hash, to be kept.
  /// - Throws: ``PasswordHashingError``.
  public func hash(_ password: String) throws(PasswordHashingError) -> PasswordHash {
    guard password.isHashable else {
      throw PasswordHashingError(scheme: scheme, reason: password.isEmpty ? "it is empty" : "it has a NUL")
    }
    let salt = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
    let key = try scheme.key(from: password, salt: salt, byteCount: Self.hashSize)
    return PasswordHash(scheme: scheme, salt: salt, hash: key.withUnsafeBytes(Array.init))
  }

  /// Checks a password.
  ///
  /// - Parameters:
  ///   - password: what the client sent.
  ///   - hash: the user's hash, or `nil` if there is no such user: that takes as long as a wrong password for a hash of
  ///     this hasher's scheme, so that nobody learns which users there are.
  /// - Returns: whether it is the password.
  /// - Throws: ``PasswordHashingError`` if there isn't the memory for it.
  public func verify(
    _ password: String, against hash: PasswordHash?
  ) throws(PasswordHashingError) -> PasswordVerification {
    guard let hash, password.isHashable else {
      let scheme = hash?.scheme ?? scheme
      _ = try scheme.key(from: "no password", salt: Self.anySalt, byteCount: Self.hashSize)
      return .differs
    }
    if let remembered = remembered(password, for: hash) { return remembered }
    let key = try hash.scheme.key(from: password, salt: hash.salt, byteCount: hash.hash.count)
    // Keys are compared in constant time.
    guard key == SymmetricKey(data: hash.hash) else { return .differs }
    cache?.insert(password, for: hash)
    return matches(hash)
  }

  /// The answer for a password that the cache knows to be right; `nil` for all others.
  func remembered(_ password: String, for hash: PasswordHash?) -> PasswordVerification? {
    guard let cache, let hash, cache.contains(password, for: hash) else { return nil }
    return matches(hash)
  }

  private func matches(_ hash: PasswordHash) -> PasswordVerification {
    .matches(needsRehash: hash.scheme != scheme)
  }

  private static let hashSize = 32
  private static let anySalt = [UInt8](repeating: 0, count: 16)
}

extension String {
  fileprivate var isHashable: Bool { !isEmpty && !utf8.contains(0) }
}

/// Whether a password is the one that was hashed.
public enum PasswordVerification: Hashable, Sendable {
  /// It is.
  ///
  /// `needsRehash` says that the hash is of another scheme or cost than the hasher's: now, with the password at hand, is
  /// the time to hash it anew and keep that instead.
  case matches(needsRehash: Bool)

  /// It isn't.
  case differs
}
