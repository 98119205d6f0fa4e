/// The account and the address of a password, as they are counted.
///
/// Clients can make up account names, so only hash values are kept, under a random key of the process.
struct PasswordSource: Sendable, Equatable {
  let account: Int

  /// The address; `nil` if the web server doesn't pass on the client's address.
  let address: Int?

  /// The pair of this address and this account.
  let pair: Int?

  /// Creates a source.
  ///
  /// - Parameters:
  ///   - account: the account name that the client sent. Names that differ only in the case of letters count as one,
  ///     since many services treat them as one.
  ///   - address: the client's address, or the network that stands for it.
  init(account: String, address: String?) {
    self.account = Self.hash("account", account)
    self.address = address.map { Self.hash("address", $0) }
    pair = address.map { Self.hash("pair", account, $0) }
  }

  /// The keys that a failure is counted for.
  var counted: [Int] { [account, address, pair].compactMap { $0 } }

  private static func hash(_ parts: String...) -> Int {
    var hasher = Hasher()
    for part in parts {
      let folded = part.lowercased()
      // Canonically equivalent names are one account if compared as text, and hash alike. That takes more than linear
      // time, so long names, which are never real, are hashed by bytes.
      if folded.utf8.count <= 256 { hasher.combine(folded) } else { hasher.combine(Array(folded.utf8)) }
    }
    return hasher.finalize()
  }
}
