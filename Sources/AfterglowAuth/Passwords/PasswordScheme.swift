import Crypto
import CryptoExtras

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// How passwords are hashed, and at which cost.
///
/// The cost is what somebody with a stolen table pays for each guess, and what a worker pays for each check.
public enum PasswordScheme: Hashable, Sendable {
  /// scrypt (RFC 7914), which is expensive in memory as well.
  ///
  /// One check takes 128 × `blockSize` × 2^`costExponent` bytes, and the time grows with `parallelism` times that. At
  /// worst as many checks run at once as there are workers: with four workers and the standard cost that is 128 MiB,
  /// which `--max-memory` has to leave room for.
  case scrypt(costExponent: Int, blockSize: Int, parallelism: Int)

  /// PBKDF2 with HMAC-SHA-256 (RFC 8018), for hashes from elsewhere and where the rules ask for it.
  ///
  /// It takes no memory, and so helps less against those who guess with graphics processors.
  case pbkdf2SHA256(iterations: Int)

  /// scrypt with N = 2^15, r = 8 and p = 3, in 32 MiB.
  ///
  /// It is one of the choices that OWASP's Password Storage Cheat Sheet holds for equally strong. The first of them,
  /// ``strongScrypt``, takes four times the memory: little on a server with one check at a time, much with as many as a
  /// few processes have workers.
  public static let standard = scrypt(costExponent: 15, blockSize: 8, parallelism: 3)

  /// scrypt with N = 2^17, r = 8 and p = 1, in 128 MiB: OWASP's first choice.
  public static let strongScrypt = scrypt(costExponent: 17, blockSize: 8, parallelism: 1)

  /// PBKDF2 with HMAC-SHA-256 and 600,000 iterations, as OWASP recommends.
  public static let standardPBKDF2 = pbkdf2SHA256(iterations: 600_000)

  /// Whether the parameters are ones that a hash may have.
  ///
  /// A hash out of a file or a database is foreign data: one with a huge cost would take the worker, or the memory, away.
  var isBearable: Bool {
    switch self {
    case .scrypt(let exponent, let blockSize, let parallelism):
      (2...20).contains(exponent) && (1...32).contains(blockSize) && (1...16).contains(parallelism)
        // swift-crypto allows itself too little memory for larger blocks in one lane, and can't be told to take more.
        && (parallelism > 1 || blockSize <= 16)
        // RFC 7914, section 2: N is less than 2^(128 * r / 8).
        && exponent < 16 * blockSize
        // 256 MiB, and eight times the work of the standard cost.
        && blockSize << exponent <= 1 << 21 && parallelism * blockSize << exponent <= 1 << 23
    case .pbkdf2SHA256(let iterations): (1...10_000_000).contains(iterations)
    }
  }

  /// The key that a password gives.
  ///
  /// - Throws: ``PasswordHashingError`` if there isn't the memory.
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

/// A password that couldn't be hashed.
public struct PasswordHashingError: Error, Hashable, CustomStringConvertible {
  /// How it should have been.
  public let scheme: PasswordScheme

  /// What is wrong, and what to do.
  public let reason: String

  /// The scheme and the reason.
  public var description: String { "A password can't be hashed with \(scheme): \(reason)." }
}
