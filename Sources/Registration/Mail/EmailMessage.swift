import FoundationEssentials

/// A plain text message to one recipient.
///
/// Whatever its parts contain, it has the header fields written here and no others.
struct EmailMessage: Hashable, Sendable {
  /// How the lines of a message end.
  enum LineEnding: String, Sendable {
    /// LF, the convention of the standard input of a `sendmail` command.
    case lineFeed = "\n"
    /// CR LF, as in transport and in `.eml` files (RFC 5322 section 2.1).
    case carriageReturnLineFeed = "\r\n"
  }

  let from: EmailAddress
  let to: EmailAddress
  let subject: EmailSubject
  /// The text, whose lines end in LF or CR LF.
  let body: String
  let date: Date
  /// What makes `messageID` unique.
  let identifier: UUID

  /// Composes a message.
  ///
  /// - Parameters:
  ///   - from: The sender, whose domain also makes the `Message-ID`.
  ///   - to: The one recipient.
  ///   - subject: A single line in any language.
  ///   - body: The text; LF and CR LF both end a line.
  ///   - date: When it was written; the current time by default.
  ///   - identifier: What makes its `Message-ID` unique; random by default.
  /// - Throws: `InvalidEmailSubject` when the subject isn't a single line.
  init(
    from: EmailAddress, to: EmailAddress, subject: String, body: String, date: Date = Date(),
    identifier: UUID = UUID()
  ) throws(InvalidEmailSubject) {
    self.from = from
    self.to = to
    self.subject = try EmailSubject(subject)
    self.body = body
    self.date = date
    self.identifier = identifier
  }

  /// The `Message-ID` (RFC 5322 section 3.6.4), at the sender's domain.
  var messageID: String { "<\(identifier.uuidString.lowercased())@\(from.domain)>" }

  /// The whole message in the Internet message format (RFC 5322), in ASCII.
  func text(lineEnding: LineEnding) -> String {
    let lines = headerLines + [""] + QuotedPrintable(encoding: body).lines
    return lines.map { $0 + lineEnding.rawValue }.joined()
  }

  private var headerLines: [String] {
    [
      "Date: \(date.mailTimestamp)",
      "From: \(from)",
      "To: \(to)",
      // A line that starts with a space continues the field (RFC 5322 section 2.2.3).
      "Subject: \(subject.foldedLines[0])",
    ] + subject.foldedLines.dropFirst().map { " \($0)" } + [
      "Message-ID: \(messageID)",
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: quoted-printable",
      // RFC 3834 section 5: nobody's holiday notice answers this.
      "Auto-Submitted: auto-generated",
    ]
  }
}
