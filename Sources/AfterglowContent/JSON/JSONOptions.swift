/// How values are written in JSON where JSON leaves a choice, and read again.
package struct JSONOptions: Sendable, Equatable {
  /// How dates are written and read; ISO 8601 by default.
  package var dates: Dates

  /// What members are called; as the coding keys are by default.
  package var keys: Keys

  /// Whether each element and member has a line of its own, indented by two spaces; `false` by default, since it costs a
  /// third of the size.
  package var isPretty: Bool

  package init(dates: Dates = .iso8601, keys: Keys = .asDeclared, isPretty: Bool = false) {
    self.dates = dates
    self.keys = keys
    self.isPretty = isPretty
  }

  package enum Dates: Sendable {
    /// A string as RFC 3339, section 5.6, has it: `"2026-11-23T05:00:00Z"`.
    case iso8601
    /// The number of seconds since 1970.
    case secondsSince1970
    /// The number of milliseconds since 1970.
    case millisecondsSince1970
  }

  package enum Keys: Sendable {
    /// As the coding keys are called.
    case asDeclared
    /// `createdAt` as `created_at`. The keys of dictionaries are left as they are.
    case snakeCase

    func name(of key: String) -> String {
      switch self {
      case .asDeclared: key
      case .snakeCase: Self.snakeCase(key)
      }
    }

    /// The coding key that a member's name may stand for.
    func key(of name: String) -> String {
      switch self {
      case .asDeclared: name
      case .snakeCase: Self.camelCase(name)
      }
    }

    private static func camelCase(_ name: String) -> String {
      let words = name.split(separator: "_")
      guard let first = words.first else { return name }
      return words.dropFirst().reduce(String(first)) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
    }

    /// A run of capitals is one word, its last letter the next one's first: `baseURLString` is `base_url_string`.
    private static func snakeCase(_ key: String) -> String {
      let letters = Array(key)
      var name = ""
      for (position, letter) in letters.enumerated() {
        let before = position > 0 ? letters[position - 1] : "_"
        let behind = position + 1 < letters.count ? letters[position + 1] : "_"
        let beginsWord = letter.isUppercase && before != "_" && (!before.isUppercase || behind.isLowercase)
        name += (beginsWord ? "_" : "") + letter.lowercased()
      }
      return name
    }
  }
}

extension JSONOptions {
  /// What members are called whose keys are of that type.
  ///
  /// A dictionary's keys are data, and left as they are.
  func keys(of type: Any.Type) -> Keys {
    // The standard library keeps the type of a dictionary's keys to itself.
    keys == .asDeclared || String(describing: type) == "_DictionaryCodingKey" ? .asDeclared : keys
  }
}
