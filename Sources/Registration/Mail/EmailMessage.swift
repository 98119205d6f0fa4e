import FoundationEssentials

/// A plain text message to one recipient.
///
/// Its header fields are only those written here, whatever its parts contain.
struct EmailMessage: Hashable, Sendable {
  /// The line ending of a message.
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
  /// The unique part of `messageID`.
  let identifier: UUID

  /// Composes a message.
  ///
  /// - Parameters:
  ///   - from: the sender, whose domain is also that of the `Message-ID`.
  ///   - to: the recipient.
  ///   - subject: the subject, a single line in any language.
  ///   - body: the text; LF and CR LF both end a line.
  ///   - date: the date of the message; the current time by default.
  ///   - identifier: the unique part of the `Message-ID`; random by default.
  /// - Throws: `InvalidEmailSubject` if the subject isn't a single line.
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

  /// Returns the whole message in the Internet message format (RFC 5322), in ASCII.
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
      // RFC 3834 section 5: prevents automatic replies such as holiday notices.
      "Auto-Submitted: auto-generated",
    ]
  }
}
