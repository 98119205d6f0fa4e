/// A step on the way to a value: a member's name, an element's position, or the whole way in one.
enum JSONKey: CodingKey {
  case name(String)
  case position(Int)
  /// A value of a document, from which the way is found when it is asked for.
  ///
  /// A type that tries one kind of value after another throws errors by the thousand, and nobody looks at their paths.
  case place(JSONDocument, Int)

  init(stringValue: String) { self = .name(stringValue) }

  init(intValue: Int) { self = .position(intValue) }

  var stringValue: String {
    switch self {
    case .name(let name): name
    case .position(let position): "Index \(position)"
    case .place(let document, let index): document.path(to: index).last?.stringValue ?? ""
    }
  }

  var intValue: Int? {
    switch self {
    case .name: nil
    case .position(let position): position
    case .place(let document, let index): document.path(to: index).last?.intValue
    }
  }
}

extension Sequence where Element == any CodingKey {
  /// The keys with each place as the keys and positions that lead there.
  var stepByStep: [any CodingKey] {
    flatMap { key -> [any CodingKey] in
      if case .place(let document, let index)? = key as? JSONKey { return document.path(to: index) }
      return [key]
    }
  }
}

/// Finds the ways to values, each from where the last one ended.
///
/// Ways to one value after another, in the order of the text, take time in proportion to the text and their own lengths.
struct JSONPathCursor {
  private struct Step {
    let container: Int
    /// The value inside the container; of an object's member its name is the entry before.
    var value: Int
    var position: Int
  }

  private var steps: [Step] = []

  mutating func move(to target: Int, in document: JSONDocument) {
    while let step = steps.last, target < step.value || target >= document.end(of: step.container) {
      steps.removeLast()
    }
    guard target < document.end(of: JSONDocument.root) else { return }
    advance(to: target, in: document)
    while target != steps.last?.value ?? JSONDocument.root {
      enter(steps.last?.value ?? JSONDocument.root, in: document)
      advance(to: target, in: document)
    }
  }

  private mutating func enter(_ container: Int, in document: JSONDocument) {
    let isObject = document.kind(at: container) == .object
    steps.append(Step(container: container, value: container + (isObject ? 2 : 1), position: 0))
  }

  /// Goes on to the value of the innermost container that the target is inside.
  private mutating func advance(to target: Int, in document: JSONDocument) {
    guard var step = steps.popLast() else { return }
    let isObject = document.kind(at: step.container) == .object
    while document.end(of: step.value) <= target {
      step.value = document.end(of: step.value) + (isObject ? 1 : 0)
      step.position += 1
    }
    steps.append(step)
  }

  func path(in document: JSONDocument) -> [JSONKey] {
    steps.map { step in
      document.kind(at: step.container) == .object
        ? .name(document.text(at: step.value - 1)) : .position(step.position)
    }
  }
}
