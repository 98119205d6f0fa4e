import FoundationEssentials

/// A subject that is safe in a header field.
struct EmailSubject: Hashable, Sendable {
  /// The text that the recipient reads.
  let text: String

  /// Checks a subject, which may be in any language and of any length.
  ///
  /// - Throws: `InvalidEmailSubject` if it contains a control character or a line separator, with which it could start
  ///   another header field.
  init(_ text: String) throws(InvalidEmailSubject) {
    guard !text.unicodeScalars.contains(where: \.endsOrControlsLine) else {
      throw InvalidEmailSubject(text: text)
    }
    self.text = text
  }

  /// The value of the `Subject` field as folded lines, without their line endings.
  var foldedLines: [String] {
    fitsUnencoded ? [text] : encodedWords
  }

  // RFC 5322 section 2.1.1 recommends lines of 78 characters. A text with "=?" in it would be decoded by the
  // recipient, and spaces at the ends would be lost, so these are encoded too.
  private var fitsUnencoded: Bool {
    text.utf8.count <= 78 - "Subject: ".utf8.count && text.unicodeScalars.allSatisfy(\.isASCII)
      && !text.contains("=?") && !text.hasPrefix(" ") && !text.hasSuffix(" ")
  }

  private var encodedWords: [String] {
    var chunks: [String.UnicodeScalarView] = [.init()]
    var size = 0
    // By scalars: RFC 2047 section 5 forbids splitting a character's bytes between two words.
    for scalar in text.unicodeScalars {
      size += UTF8.width(scalar)
      if size > Self.bytesPerWord {
        chunks.append(.init())
        size = UTF8.width(scalar)
      }
      chunks[chunks.count - 1].append(scalar)
    }
    return chunks.map { "=?utf-8?B?\(Data(String($0).utf8).base64EncodedString())?=" }
  }

  /// The maximum number of bytes whose encoded word, 52 Base64 digits, fits after `Subject: ` into the 76 characters
  /// that RFC 2047 section 2 allows for a line.
  private static let bytesPerWord = 39
}

/// The error of a subject that isn't a single line.
struct InvalidEmailSubject: Error, Hashable, CustomStringConvertible {
  /// The subject as given.
  let text: String

  var description: String {
    "The subject \(text.debugDescription) contains a control character. Give a single line of text."
  }
}

extension UTF8 {
  fileprivate static func width(_ scalar: Unicode.Scalar) -> Int { UTF8.encode(scalar)?.count ?? 0 }
}
