import AfterglowAuth
import FoundationEssentials

/// The accounts with their password hashes.
struct AccountBook: Sendable {
  private let hashes: [String: PasswordHash]

  /// Reads the accounts from a file: a JSON object of e-mail addresses and hashes in the PHC string format.
  ///
  /// - Parameter path: the path to the file.
  /// - Throws: `AccountFileError` if the file can't be read or has another format.
  init(path: String) throws(AccountFileError) {
    do {
      let file = try Data(contentsOf: URL(filePath: path))
      hashes = try JSONDecoder().decode([String: PasswordHash].self, from: file)
    } catch let error as DecodingError {
      throw AccountFileError(path: path, reason: Self.reason(error))
    } catch {
      throw AccountFileError(path: path, reason: "it can't be read")
    }
  }

  /// Returns the accounts for development: only `ada@example.org` with the password `lovelace`.
  ///
  /// The hash is a constant, since hashing takes memory that an otherwise idle process would keep.
  ///
  /// - Throws: `InvalidPasswordHash` never, as a test shows.
  static func forDevelopment() throws(InvalidPasswordHash) -> AccountBook {
    AccountBook(hashes: [
      "ada@example.org": try PasswordHash(
        "$scrypt$ln=15,r=8,p=3$2+4pQwxJ++hYSt+yyr0pIg$AewreQSGDeVRzVgH1PfJ7bqvW3N+YMDApxQ1DiSK+3Q")
    ])
  }

  private init(hashes: [String: PasswordHash]) {
    self.hashes = hashes
  }

  /// Returns the account with an address.
  func account(_ email: String) -> (user: Account, hash: PasswordHash)? {
    hashes[email].map { (Account(email: email), $0) }
  }

  private static func reason(_ error: DecodingError) -> String {
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
      .dataCorrupted(let context):
      let place = context.codingPath.map(\.stringValue).joined(separator: ".")
      return place.isEmpty ? context.debugDescription : "\(place): \(context.debugDescription)"
    @unknown default: return "it is no JSON object of addresses and hashes"
    }
  }
}

/// The error of an accounts file that can't be used.
struct AccountFileError: Error, Hashable, CustomStringConvertible {
  let path: String
  let reason: String

  var description: String {
    """
    REGISTRATION_USERS=\(path.debugDescription): \(reason). \
    Name a JSON file such as {"ada@example.org": "$scrypt$ln=15,r=8,p=3$SALT$HASH"}; \
    Registration hash-password makes the hashes.
    """
  }
}
