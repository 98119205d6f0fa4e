import Crypto
import CryptoExtras

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The algorithm and the cost of password hashes.
///
/// An attacker with a stolen table pays the cost for each guess, and a worker pays it for each check.
public enum PasswordScheme: Hashable, Sendable {
  /// scrypt (RFC 7914), which also needs much memory.
  ///
  /// One check takes 128 × `blockSize` × 2^`costExponent` bytes, and its time grows with `parallelism` times that. At
  /// most as many checks run at once as there are workers: with four workers and the standard cost that is 128 MiB,
  /// which `--max-memory` has to allow.
  case scrypt(costExponent: Int, blockSize: Int, parallelism: Int)

  /// PBKDF2 with HMAC-SHA-256 (RFC 8018), for hashes from elsewhere and where rules demand it.
  ///
  /// It needs little memory, so it protects less against guessing with graphics processors.
  case pbkdf2SHA256(iterations: Int)

  /// scrypt with N = 2^15, r = 8 and p = 3, in 32 MiB.
  ///
  /// It is one of the choices that OWASP's Password Storage Cheat Sheet considers equally strong. The first of them,
  /// ``strongScrypt``, takes four times the memory for each check, which adds up over the workers of several processes.
  public static let standard = scrypt(costExponent: 15, blockSize: 8, parallelism: 3)

  /// scrypt with N = 2^17, r = 8 and p = 1, in 128 MiB: OWASP's first choice.
  public static let strongScrypt = scrypt(costExponent: 17, blockSize: 8, parallelism: 1)

  /// PBKDF2 with HMAC-SHA-256 and 600,000 iterations, as OWASP recommends.
  public static let standardPBKDF2 = pbkdf2SHA256(iterations: 600_000)

  /// Whether the parameters are within the accepted limits.
  ///
  /// A hash from a file or a database is foreign data. A huge cost would block a worker or use up the memory.
  var isBearable: Bool {
    switch self {
    case .scrypt(let exponent, let blockSize, let parallelism):
      (2...20).contains(exponent) && (1...32).contains(blockSize) && (1...16).contains(parallelism)
        // swift-crypto limits its own memory too tightly for larger blocks with parallelism 1.
        && (parallelism > 1 || blockSize <= 16)
        // RFC 7914, section 2: N is less than 2^(128 * r / 8).
        && exponent < 16 * blockSize
        // 256 MiB, and eight times the work of the standard cost.
        && blockSize << exponent <= 1 << 21 && parallelism * blockSize << exponent <= 1 << 23
    case .pbkdf2SHA256(let iterations): (1...10_000_000).contains(iterations)
    }
  }

  /// Returns the key derived from a password.
  ///
  /// - Throws: ``PasswordHashingError`` if there isn't enough memory.
  func key(
    from password: String, salt: [UInt8], byteCount: Int
  ) throws(PasswordHashingError) -> SymmetricKey {
    let password = Array(password.utf8)
    do {
      switch self {
      case .scrypt(let exponent, let blockSize, let parallelism):
        return try KDF.Scrypt.deriveKey(
          from: password, salt: salt, outputByteCount: byteCount, rounds: 1 << exponent, blockSize: blockSize,
          parallelism: parallelism)
      case .pbkdf2SHA256(let iterations):
        return try KDF.Insecure.PBKDF2.deriveKey(
          from: password, salt: salt, using: .sha256, outputByteCount: byteCount,
          unsafeUncheckedRounds: iterations)
      }
    } catch {
      let advice =
        "give the processes more memory with --max-memory, or fewer workers, or choose a lower cost"
      throw PasswordHashingError(scheme: self, reason: "\(error); \(advice)")
    }
  }
}

/// The error of a password that couldn't be hashed.
public struct PasswordHashingError: Error, Hashable, CustomStringConvertible {
  /// The scheme that was to be used.
  public let scheme: PasswordScheme

  /// A text that says what is wrong and what to do.
  public let reason: String

  /// The scheme and the reason.
  public var description: String { "A password can't be hashed with \(scheme): \(reason)." }
}
