/// Where a password comes from and what it is for, as it is counted.
///
/// Clients make up names of accounts, so only hash values are kept of them, under a key that the process chose at random.
struct PasswordSource: Sendable, Equatable {
  let account: Int

  /// `nil` if the web server doesn't tell the client's address.
  let address: Int?

  /// This address with this account.
  let pair: Int?

  /// - Parameters:
  ///   - account: the name as the client sent it. Names that differ in the case of letters only count as one, since many
  ///     services take them for one.
  ///   - address: the client's address, or the network that it stands for.
  init(account: String, address: String?) {
    self.account = Self.hash("account", account)
    self.address = address.map { Self.hash("address", $0) }
    pair = address.map { Self.hash("pair", account, $0) }
  }

  /// Everything that a failure is counted for.
  var counted: [Int] { [account, address, pair].compactMap { $0 } }

  private static func hash(_ parts: String...) -> Int {
    var hasher = Hasher()
    for part in parts {
      let folded = part.lowercased()
      // Canonically equivalent names are one account to whoever compares them as text, and hash alike. That takes more than
      // linear time for long names, which nobody has.
      if folded.utf8.count <= 256 { hasher.combine(folded) } else { hasher.combine(Array(folded.utf8)) }
    }
    return hasher.finalize()
  }
}
