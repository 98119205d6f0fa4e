/// A tag that refers to another template or sets the escaping.
struct TemplateTag: Hashable, CustomStringConvertible {
  enum Kind: Hashable {
    /// `{{>name}}` or `{{<name}}`, a reference to another template.
    case template(String)
    /// `{{>*name}}`, a reference to a template that the data name.
    case dynamicTemplate(String)
    /// `{{%name: value}}`, a setting of the template.
    case pragma(String)
  }

  let kind: Kind
  let line: Int
  /// Whether the tag is in a section, so that it may be skipped.
  let isConditional: Bool

  /// The tag as written, except for delimiters and spaces.
  var description: String {
    switch kind {
    case .template(let name): "{{>\(name)}}"
    case .dynamicTemplate(let name): "{{>*\(name)}}"
    case .pragma(let text): "{{%\(text)}}"
    }
  }
}

extension TemplateTag {
  /// Returns the tags of a text that the parser has accepted.
  static func all(in text: String) -> [TemplateTag] {
    scan(text).tags
  }

  /// Returns the last open section, as written; `nil` if all are closed.
  static func openSection(in text: String) -> (tag: String, line: Int)? {
    scan(text).openSections.last.map { ($0.tag, $0.line) }
  }

  private static func scan(_ text: String) -> Scanner {
    var scanner = Scanner(rest: text[...])
    while scanner.takeTag() {}
    return scanner
  }

  private struct Scanner {
    var rest: Substring
    var tags: [TemplateTag] = []
    private var line = 1
    private(set) var openSections: [OpenSection] = []
    private var delimiters: Delimiters = ("{{", "}}")

    typealias Delimiters = (open: Substring, close: Substring)

    struct OpenSection {
      let tag: String
      let line: Int
      /// The delimiters before the section: in the parser a change of delimiters ends with its section.
      let delimiters: Delimiters
    }

    init(rest: Substring) { self.rest = rest }

    /// Moves behind the next tag; returns `false` if there is none.
    mutating func takeTag() -> Bool {
      guard let open = rest.firstRange(of: delimiters.open) else { return false }
      skip(to: open.upperBound)
      guard let sign = rest.first else { return false }
      let isTriple = sign == "{"
      let end = isTriple ? "}" + delimiters.close : sign == "=" ? "=" + delimiters.close : delimiters.close
      guard let close = rest.firstRange(of: end) else { return false }
      note(sign, rest[..<close.lowerBound].dropFirst())
      skip(to: close.upperBound)
      return true
    }

    private mutating func skip(to index: Substring.Index) {
      line += rest[..<index].count { $0.isNewline }
      rest = rest[index...]
    }

    private mutating func note(_ sign: Character, _ content: Substring) {
      let words = content.split { $0.isWhitespace }
      let name = words.joined()
      switch sign {
      case ">", "<":
        let isDynamic = name.hasPrefix("*")
        add(isDynamic ? .dynamicTemplate(String(name.dropFirst())) : .template(name))
        if sign == "<" { open("{{<\(name)}}") }
      case "%": add(.pragma(name))
      case "#", "^", "$": open("{{\(sign)\(name)}}")
      case "/": if let section = openSections.popLast() { delimiters = section.delimiters }
      case "=" where words.count == 2: delimiters = (words[0], words[1])
      default: break
      }
    }

    private mutating func open(_ tag: String) {
      openSections.append(OpenSection(tag: tag, line: line, delimiters: delimiters))
    }

    private mutating func add(_ kind: Kind) {
      tags.append(TemplateTag(kind: kind, line: line, isConditional: !openSections.isEmpty))
    }
  }
}
