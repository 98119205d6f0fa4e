/// The form of JSON, where JSON leaves a choice.
///
/// It holds in both directions: for the JSON that a service reads and for the JSON that it writes.
///
///     app.json = JSONOptions(dates: .millisecondsSince1970, keys: .snakeCase)
public struct JSONOptions: Sendable, Hashable {
  /// The form of dates; ISO 8601 by default.
  public var dates: Dates

  /// The names of members; the coding keys by default.
  public var keys: Keys

  /// The layout of written JSON; compact by default.
  ///
  /// JSON that is read may have any layout.
  public var formatting: Formatting

  /// Creates options.
  ///
  /// - Parameters:
  ///   - dates: the form of dates; ISO 8601 by default.
  ///   - keys: the names of members; the coding keys by default.
  ///   - formatting: the layout of written JSON; compact by default.
  public init(dates: Dates = .iso8601, keys: Keys = .asDeclared, formatting: Formatting = .compact) {
    self.dates = dates
    self.keys = keys
    self.formatting = formatting
  }

  /// The form of dates, which are written to the millisecond.
  public enum Dates: Sendable, Hashable {
    /// A string in the form of RFC 3339, section 5.6: `"2026-11-23T05:00:00Z"`, or `"2026-11-23T05:00:00.250Z"` if
    /// the milliseconds aren't zero.
    case iso8601
    /// The number of seconds since 1970: `1795410000`, or `1795410000.25`.
    case secondsSince1970
    /// The number of milliseconds since 1970: `1795410000250`, as in JavaScript.
    case millisecondsSince1970
  }

  /// The names of members.
  public enum Keys: Sendable, Hashable {
    /// The coding keys unchanged.
    case asDeclared
    /// Snake case: `created_at` for `createdAt`, and `base_url_string` for `baseURLString`.
    ///
    /// The keys of dictionaries and of ``JSONValue`` are data and stay unchanged.
    case snakeCase
  }

  /// The layout of written JSON.
  ///
  /// Members are in the order of their names in either layout.
  public enum Formatting: Sendable, Hashable {
    /// Without spaces and line breaks.
    case compact
    /// Each element and member on its own line, indented by two spaces. It costs about a third of the size.
    case pretty
  }

  var isPretty: Bool { formatting == .pretty }
}

extension JSONOptions {
  /// Returns the naming for members whose keys have this type.
  ///
  /// A dictionary's keys are data and stay unchanged.
  func keys(of type: Any.Type) -> Keys {
    // The standard library doesn't expose the type of a dictionary's keys.
    keys == .asDeclared || String(describing: type) == "_DictionaryCodingKey" ? .asDeclared : keys
  }
}

extension JSONOptions.Keys {
  /// Returns the name of the member that a coding key stands for.
  func name(of key: String) -> String {
    switch self {
    case .asDeclared: key
    case .snakeCase: key.utf8.contains(where: Self.mayBeUppercase) ? Self.snakeCase(key) : key
    }
  }

  private static func mayBeUppercase(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte > 0x7F
  }

  /// Returns a key in snake case.
  ///
  /// A run of capitals is one word, except that its last letter begins the next word: `baseURLString` becomes
  /// `base_url_string`.
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

  /// Returns the coding key that a member's name stands for; `nil` if the type has none.
  ///
  /// Few types ask for it: the keys of most are known, and their names are looked up.
  func codingKey<Key: CodingKey>(of name: String) -> Key? {
    guard self == .snakeCase else { return Key(stringValue: name) }
    for candidate in Self.camelCases(of: name) + [name] {
      if let key = Key(stringValue: candidate), self.name(of: key.stringValue) == name { return key }
    }
    return nil
  }

  /// The largest number of spellings to try, which bounds the time for a client's names.
  private static let spellingLimit = 16

  /// Returns the spellings in camel case, in which a word may be all capitals: `baseUrl` and `baseURL`.
  private static func camelCases(of name: String) -> [String] {
    let words = name.split(separator: "_")
    guard let first = words.first else { return [] }
    return words.dropFirst().reduce([String(first), first.uppercased()]) { spellings, word in
      let capitalised = word.prefix(1).uppercased() + word.dropFirst()
      let capitals = spellings.count < spellingLimit ? spellings.map { $0 + word.uppercased() } : []
      return spellings.map { $0 + capitalised } + capitals
    }
  }
}
