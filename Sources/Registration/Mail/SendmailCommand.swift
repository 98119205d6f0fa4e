/// The command line of a program that takes a message the way `sendmail -t -i` does.
struct SendmailCommand: Hashable, Sendable, CustomStringConvertible {
  /// The program's path.
  let executable: String
  /// The arguments before `-t -i`.
  let arguments: [String]

  /// The command line with `-t -i`, for messages to an administrator.
  var description: String { ([executable] + allArguments).joined(separator: " ") }

  /// `-t` takes the recipients from the header, `-i` doesn't end the message at a line with a dot alone.
  var allArguments: [String] { arguments + ["-t", "-i"] }

  /// Reads a command line: words separated by spaces or tabs.
  ///
  /// A word may be quoted with `'` or `"`, inside which everything else stands for itself. No shell is involved.
  ///
  /// - Throws: `Invalid` when there is no word, a quote isn't closed, or the first word isn't a path.
  init(parsing line: String) throws(Invalid) {
    let words = try Self.words(of: line)
    guard let first = words.first else { throw Invalid(reason: "it is empty") }
    guard first.contains("/") else {
      throw Invalid(reason: "\"\(first)\" isn't a path; write it like /usr/sbin/sendmail")
    }
    executable = first
    arguments = Array(words.dropFirst())
  }

  /// Why a text isn't a command line.
  struct Invalid: Error, Hashable, CustomStringConvertible {
    let reason: String

    var description: String { "Not a command line: \(reason)." }
  }

  private static func words(of line: String) throws(Invalid) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    for character in line {
      switch (quote, character) {
      case (character, _):
        quote = nil
      case (nil, "'"), (nil, "\""):
        quote = character
        word = word ?? ""
      case (nil, " "), (nil, "\t"):
        if let complete = word { words.append(complete) }
        word = nil
      default:
        word = (word ?? "") + String(character)
      }
    }
    if let quote { throw Invalid(reason: "the quote \(quote) isn't closed") }
    if let complete = word { words.append(complete) }
    return words
  }
}
