import AfterglowAuth
import FoundationEssentials

/// The accounts that there are, with their passwords' hashes.
struct AccountBook: Sendable {
  private let hashes: [String: PasswordHash]

  /// Reads the accounts of a file: a JSON object of e-mail addresses and hashes in the PHC string format.
  ///
  /// - Throws: `AccountFileError` if the file can't be read, or is something else.
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

  /// The one account that there is for development: `ada@example.org` with the password `lovelace`.
  ///
  /// Its hash is made beforehand, since making it takes memory that a process with nothing else to do would keep.
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

  /// The account with that address.
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

/// A file of accounts that can't be used.
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
