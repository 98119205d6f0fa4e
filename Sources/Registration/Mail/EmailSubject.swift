import FoundationEssentials

/// A subject that is one header field and nothing else.
struct EmailSubject: Hashable, Sendable {
  /// What the recipient reads.
  let text: String

  /// Checks a subject, which may be in any language and of any length.
  ///
  /// - Throws: `InvalidEmailSubject` when it contains a control character or a line separator: such a subject
  ///   could start a header field of its own.
  init(_ text: String) throws(InvalidEmailSubject) {
    guard !text.unicodeScalars.contains(where: \.endsOrControlsLine) else {
      throw InvalidEmailSubject(text: text)
    }
    self.text = text
  }

  /// The value of the `Subject` field as the lines it is folded into, without their ends.
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
    // By scalars: RFC 2047 section 5 forbids to split a character's bytes between two words.
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

  /// The bytes whose encoded word still fits behind `Subject: ` in the 76 characters that RFC 2047 section 2
  /// allows a line: 52 base64 digits.
  private static let bytesPerWord = 39
}

/// A subject that can't be a header field.
struct InvalidEmailSubject: Error, Hashable, CustomStringConvertible {
  /// The subject as it was given.
  let text: String

  var description: String {
    "The subject \(text.debugDescription) contains a control character. Give a single line of text."
  }
}

extension UTF8 {
  fileprivate static func width(_ scalar: Unicode.Scalar) -> Int { UTF8.encode(scalar)?.count ?? 0 }
}
