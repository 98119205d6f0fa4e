/// What a keyed container of a ``CollectingDecoder`` looks names up in.
enum CollectingMembers {
  case object(JSONMembers)
  /// The elements of a form's array: `a[0]=x&a[1]=y` may be meant as an object with such names.
  case positions([Int])
  /// There is no object.
  case none

  /// The value under a name; `nil` if there is none.
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
  /// The value as an object, a form's elements by their positions if need be.
  var members: CollectingMembers? {
    guard let index else { return nil }
    switch document.kind(at: index) {
    case .object: return .object(JSONMembers(of: index, in: document))
    case .array where isForm: return .positions(document.elements(of: index))
    default: return nil
    }
  }

  /// The value as an array; a form has an array of one if a name is there once.
  var elements: [Int]? {
    guard let index else { return nil }
    switch document.kind(at: index) {
    case .array: return document.elements(of: index)
    case .string where isForm: return [index]
    default: return nil
    }
  }
}
