/// An e-mail address that is safe in a header field, an envelope or a line of a log.
///
/// It accepts the addresses that mail servers on the Internet accept without special arrangements: the dot-atom form of
/// RFC 5322 section 3.4.1 at a host name. An address is always exactly one recipient.
struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
  /// The part before the `@`, with its case kept (RFC 5321 section 2.4).
  let localPart: String
  /// The host name after the `@`, as given.
  let domain: String

  /// The address: `ada@example.org`.
  var description: String { "\(localPart)@\(domain)" }

  /// Checks an address from outside.
  ///
  /// - Parameter text: the address alone, without a display name, angle brackets or comments.
  /// - Throws: `InvalidEmailAddress` with the first reason found.
  init(_ text: String) throws(InvalidEmailAddress) {
    if let reason = Self.unsafeReason(text) {
      throw InvalidEmailAddress(text: text, reason: reason)
    }
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw InvalidEmailAddress(text: text, reason: "it needs exactly one @")
    }
    if let reason = Self.localPartReason(parts[0]) ?? Self.domainReason(parts[1]) {
      throw InvalidEmailAddress(text: text, reason: reason)
    }
    localPart = String(parts[0])
    domain = String(parts[1])
  }
}

/// The rules, each of which returns the reason of a refusal, or `nil`.
extension EmailAddress {
  private static func unsafeReason(_ text: String) -> String? {
    // RFC 5321 section 4.5.3.1.3: a path is at most 256 octets, two of which are its angle brackets.
    if text.utf8.count > 254 { return "it's longer than 254 bytes" }
    if text.unicodeScalars.contains(where: \.endsOrControlsLine) {
      return "it contains a control character"
    }
    // When the mail is handed over, it is unknown whether all servers on the way support SMTPUTF8 (RFC 6531).
    if !text.unicodeScalars.allSatisfy(\.isASCII) {
      return "it contains characters other than ASCII; write the domain in its xn-- form"
    }
    return nil
  }

  private static func localPartReason(_ part: Substring) -> String? {
    if part.isEmpty { return "there is nothing before the @" }
    // RFC 5321 section 4.5.3.1.1.
    if part.utf8.count > 64 { return "the part before the @ is longer than 64 bytes" }
    if let refused = part.first(where: { !localPartCharacters.contains($0) }) {
      return "the part before the @ contains '\(refused)'"
    }
    // RFC 5322 section 3.2.3: dots only between other characters.
    if part.split(separator: ".", omittingEmptySubsequences: false).contains(where: \.isEmpty) {
      return "the part before the @ starts or ends with a dot or has two in a row"
    }
    // Mail software takes these for an option and for a file to deliver to.
    if part.hasPrefix("-") || part.hasPrefix("/") { return "it starts with - or /" }
    return nil
  }

  private static func domainReason(_ part: Substring) -> String? {
    let labels = part.split(separator: ".", omittingEmptySubsequences: false)
    for label in labels {
      // RFC 1035 section 2.3.4 limits a label to 63 octets; RFC 1123 section 2.1 defines its characters.
      guard (1...63).contains(label.count), label.allSatisfy({ $0.isASCIIAlphanumeric || $0 == "-" }),
        label.first != "-", label.last != "-"
      else { return "the part after the @ isn't a host name" }
    }
    // RFC 1123 section 2.1: the last label of a host name is never a number, unlike that of an IP address.
    if let last = labels.last, last.allSatisfy(\.isWholeNumber) {
      return "the part after the @ isn't a host name"
    }
    return nil
  }

  /// The `atext` of RFC 5322 section 3.2.3 and the dot, without `%`, `!` and `|`: servers have read the first two as a
  /// route to another recipient (RFC 5321 appendix F.2) and the third as a program to run.
  private static let localPartCharacters = Set(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.#$&'*+-/=?^_`{}~")
}

extension Character {
  fileprivate var isASCIIAlphanumeric: Bool { isASCII && (isLetter || isNumber) }
}
