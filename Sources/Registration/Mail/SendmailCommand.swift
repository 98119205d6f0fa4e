/// The command line of a program that accepts a message like `sendmail -t -i`.
struct SendmailCommand: Hashable, Sendable, CustomStringConvertible {
  /// The path to the program.
  let executable: String
  /// The arguments before `-t -i`.
  let arguments: [String]

  /// The command line with `-t -i`, for messages to an administrator.
  var description: String { ([executable] + allArguments).joined(separator: " ") }

  /// `-t` takes the recipients from the header, `-i` doesn't end the message at a line with a dot alone.
  var allArguments: [String] { arguments + ["-t", "-i"] }

  /// Reads a command line: words separated by spaces or tabs.
  ///
  /// A word may be quoted with `'` or `"`, inside which all other characters stand for themselves. No shell is
  /// involved.
  ///
  /// - Throws: `Invalid` if there is no word, a quote isn't closed, or the first word isn't a path.
  init(parsing line: String) throws(Invalid) {
    let words = try Self.words(of: line)
    guard let first = words.first else { throw Invalid(reason: "it is empty") }
    guard first.contains("/") else {
      throw Invalid(reason: "\"\(first)\" isn't a path; write it like /usr/sbin/sendmail")
    }
    executable = first
    arguments = Array(words.dropFirst())
  }

  /// The error of a text that isn't a command line.
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
