/// A message for the next page that the user sees; see ``Session/flash(_:category:)``.
public struct FlashMessage: Codable, Sendable, Equatable {
  /// The text.
  public let text: String

  /// The kind of message: `info`, `error`, or the application's own word.
  public let category: String

  /// Creates a message.
  public init(text: String, category: String) {
    self.text = text
    self.category = category
  }
}

extension Session {
  private static let flashName = "_flash"

  /// Stores a message for the next page that shows messages.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - category: the kind of message; `info` by default.
  public func flash(_ text: String, category: String = "info") {
    let earlier: [FlashMessage] = self[Self.flashName] ?? []
    self[Self.flashName] = earlier + [FlashMessage(text: text, category: category)]
  }

  /// Removes the waiting messages from the session and returns them in order.
  public func takeFlashMessages() -> [FlashMessage] {
    guard let messages: [FlashMessage] = self[Self.flashName] else { return [] }
    remove(Self.flashName)
    return messages
  }
}
