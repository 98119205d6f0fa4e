/// The error of a text that isn't accepted as an e-mail address.
struct InvalidEmailAddress: Error, Hashable, CustomStringConvertible {
  /// The text as given: foreign data of any length and content.
  let text: String
  /// The reason, in words that can be shown to the sender.
  let reason: String

  /// One line, with control characters escaped and a long text cut.
  var description: String {
    let start = String(text.unicodeScalars.prefix(80))
    return "\(start.debugDescription) isn't an e-mail address: \(reason). Give one like ada@example.org."
  }
}
