import Crypto

/// A hasher that hashes and checks passwords.
///
///     let passwords = PasswordHasher()
///     account.passwordHash = try passwords.hash(data.password)
///
/// It works on the calling thread for some tenths of a second, and the worker answers nothing else meanwhile. For
/// passwords from clients use a ``PasswordChecker``, which limits how many are hashed at once and how many guesses a
/// client has.
public struct PasswordHasher: Sendable {
  /// The scheme of new hashes.
  public let scheme: PasswordScheme

  private let cache: PasswordCache?

  /// Creates a hasher.
  ///
  /// - Parameters:
  ///   - scheme: the scheme of new hashes; hashes of other schemes need a rehash. ``PasswordScheme/standard`` by
  ///     default.
  ///   - cache: a cache of right passwords; `nil` by default. See ``PasswordCache`` for its price.
  public init(_ scheme: PasswordScheme = .standard, cache: PasswordCache? = nil) {
    precondition(scheme.isBearable, "the parameters of the password scheme are out of bounds: \(scheme)")
    self.scheme = scheme
    self.cache = cache
  }

  /// Hashes a password with a new salt of 16 random bytes.
  ///
  /// - Parameter password: the password; not empty, and without NUL, because HMAC, on which the schemes are built,
  ///   ignores NULs at the end.
  /// - Returns: the hash, to be stored.
  /// - Throws: ``PasswordHashingError`` if the password is empty or has a NUL, or if there isn't enough memory.
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
  ///   - password: the password that the client sent.
  ///   - hash: the user's hash; `nil` if the user doesn't exist, which takes as long as a wrong password with this
  ///     hasher's scheme, so that the time doesn't tell which users exist.
  /// - Returns: whether the password matches.
  /// - Throws: ``PasswordHashingError`` if there isn't enough memory.
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

  /// Returns the result for a password that the cache knows to be right; `nil` for all others.
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

/// The result of checking a password.
public enum PasswordVerification: Hashable, Sendable {
  /// The password is right.
  ///
  /// `needsRehash` is `true` if the hash has another scheme or cost than the hasher. Hash the password anew then, while
  /// it is available, and store that hash instead.
  case matches(needsRehash: Bool)

  /// The password is wrong.
  case differs
}
