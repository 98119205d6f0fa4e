/// A step on the path to a value: a member's name, an element's position, or the whole path in one.
enum JSONKey: CodingKey {
  case name(String)
  case position(Int)
  /// A value of a document, whose path is computed on request.
  ///
  /// A type that tries several kinds of values throws thousands of errors, whose paths nobody reads.
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
  /// The keys, with each place replaced by the keys and positions that lead to it.
  var stepByStep: [any CodingKey] {
    flatMap { key -> [any CodingKey] in
      if case .place(let document, let index)? = key as? JSONKey { return document.path(to: index) }
      return [key]
    }
  }
}

/// Finds the paths to values, each starting from the previous one.
///
/// Finding the paths to successive values, in the order of the text, takes time proportional to the text and to the
/// lengths of the paths.
struct JSONPathCursor {
  private struct Step {
    let container: Int
    /// The value inside the container; the name of an object's member is the entry before it.
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

  /// Advances to the value of the innermost container that contains the target.
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
