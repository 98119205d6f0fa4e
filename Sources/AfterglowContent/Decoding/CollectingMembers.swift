/// The members in which a keyed container of a ``CollectingDecoder`` looks up names.
enum CollectingMembers {
  case object(JSONMembers)
  /// The elements of a form's array, since `a[0]=x&a[1]=y` may be meant as an object with these names.
  case positions([Int])
  /// No members, as there is no object.
  case none

  /// Returns the value with a name, or `nil` if there is none.
  func value(named name: String, in document: JSONDocument) -> Int? {
    switch self {
    case .object(let members): members.value(named: name)
    case .positions(let elements): elements.indices.first { String($0) == name }.map { elements[$0] }
    case .none: nil
    }
  }

  func names(in document: JSONDocument) -> [String] {
    switch self {
    case .object(let members): members.values.map { document.text(at: $0 - 1) }
    case .positions(let elements): elements.indices.map { String($0) }
    case .none: []
    }
  }
}

extension CollectingDecoder {
  /// The value as an object; in a form, an array counts as an object with its positions as names.
  var members: CollectingMembers? {
    guard let index else { return nil }
    switch document.kind(at: index) {
    case .object: return .object(JSONMembers(of: index, in: document))
    case .array where isForm: return .positions(document.elements(of: index))
    default: return nil
    }
  }

  /// The value as an array; in a form, a single value counts as an array of one element.
  var elements: [Int]? {
    guard let index else { return nil }
    switch document.kind(at: index) {
    case .array: return document.elements(of: index)
    case .string where isForm: return [index]
    default: return nil
    }
  }
}
