/// The values that an encoder has received, as a tree of arrays, objects and scalars.
///
/// The text is only written at the end, since a type may fill several containers in turn, and an object's members are
/// sorted. The nodes are stored in one array and their texts in another.
final class JSONTree {
  struct Node {
    enum Kind {
      /// Nothing has been encoded yet.
      case empty
      case scalar, array, object
      /// Encoding failed, and the containing type continues without the value.
      case removed
    }

    var kind = Kind.empty
    /// The range of the member's name in `text`, for a child of an object.
    var name = 0..<0
    /// The range of a scalar's JSON in `text`.
    var text = 0..<0
    let parent: Int
    /// The position in the array or object around the node.
    let position: Int
    var next = JSONTree.none
    var firstChild = JSONTree.none
    var lastChild = JSONTree.none
    var count = 0
    /// Whether a type asked for this container by a key, so that it may be continued under the same key.
    var isNested = false
  }

  static let root = 0
  static let none = -1

  let options: JSONOptions
  let userInfo: [CodingUserInfoKey: Any]

  // Exclusive access isn't checked at run time, which saves a quarter of the encoding time. It is safe: only the
  // methods here change these two properties, and no code of a service's type runs during the change.
  @exclusivity(unchecked) private(set) var nodes = [Node(parent: JSONTree.none, position: 0)]

  /// The names of members and the JSON of scalars.
  @exclusivity(unchecked) private(set) var text: [UInt8] = []

  init(options: JSONOptions, userInfo: [CodingUserInfoKey: Any]) {
    self.options = options
    self.userInfo = userInfo
    nodes.reserveCapacity(8)
    text.reserveCapacity(128)
  }

  /// Makes a node an array or object, unless it already is one: a class and its superclass may both ask for the
  /// container.
  func open(_ node: Int, as kind: Node.Kind) {
    guard nodes[node].kind != .removed else { return }
    precondition(
      nodes[node].kind == .empty || nodes[node].kind == kind,
      "A value can't be encoded as two of a scalar, an array and an object.")
    nodes[node].kind = kind
  }

  /// Adds an element or member and returns its node.
  func addChild(to parent: Int) -> Int {
    let child = nodes.count
    nodes.append(Node(parent: parent, position: nodes[parent].count))
    nodes[parent].count += 1
    if nodes[parent].firstChild == Self.none {
      nodes[parent].firstChild = child
    } else {
      nodes[nodes[parent].lastChild].next = child
    }
    nodes[parent].lastChild = child
    return child
  }

  func addChild(to parent: Int, named name: String) -> Int {
    let child = addChild(to: parent)
    let start = text.count
    text.append(contentsOf: name.utf8)
    nodes[child].name = start..<text.count
    return child
  }

  /// Removes a node and everything inside it from the text.
  func remove(_ node: Int) { nodes[node].kind = .removed }

  /// Removes everything inside a node, so that another value can be encoded there.
  func empty(_ node: Int) {
    nodes[node].kind = .empty
    nodes[node].firstChild = Self.none
    nodes[node].lastChild = Self.none
    nodes[node].count = 0
  }

  func markNested(_ node: Int) { nodes[node].isNested = true }

  /// Appends the contents of a container to another one that was requested with the same name.
  ///
  /// - Parameters:
  ///   - node: the container to append.
  ///   - other: the container to append to.
  /// - Returns: whether the two are parts of one container, and have been joined.
  func join(_ node: Int, to other: Int) -> Bool {
    let (one, two) = (nodes[other], nodes[node])
    guard one.isNested, two.isNested, one.kind == two.kind else { return false }
    if one.firstChild == Self.none {
      nodes[other].firstChild = two.firstChild
    } else {
      nodes[one.lastChild].next = two.firstChild
    }
    nodes[other].lastChild = two.lastChild == Self.none ? one.lastChild : two.lastChild
    nodes[other].count += two.count
    return true
  }

  /// Sets a scalar's JSON, which the closure appends.
  func setScalar(_ node: Int, _ append: (inout [UInt8]) -> Void) {
    open(node, as: .scalar)
    let start = text.count
    append(&text)
    nodes[node].text = start..<text.count
  }

  func name(of node: Int) -> String { String(decoding: text[nodes[node].name], as: UTF8.self) }

  /// Returns the keys and positions that lead to a node.
  func path(to node: Int) -> [any CodingKey] {
    var path: [any CodingKey] = []
    var node = node
    while nodes[node].parent != Self.none {
      let parent = nodes[node].parent
      let isMember = nodes[parent].kind == .object
      path.append(isMember ? JSONKey.name(name(of: node)) : JSONKey.position(nodes[node].position))
      node = parent
    }
    return path.reversed()
  }
}
