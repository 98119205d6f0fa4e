/// The lines that wait to be written, up to a number of bytes, and a count of those that found no room.
///
/// A pure value: ``LogOutput`` does the locking and the writing.
struct LogBacklog {
  /// What is written together.
  struct Batch {
    /// Whole lines.
    var lines: [UInt8] = []
    var lineCount = 0
    /// How many lines after these found no room.
    var missingAfter = 0
  }

  let capacity: Int
  private var waiting = Batch()

  /// How many lines have been taken in so far.
  private(set) var acceptedCount = 0
  /// How many of them have been written, or are lost.
  private(set) var settledCount = 0
  /// How many lines were never written whole.
  private(set) var droppedCount = 0

  init(capacity: Int) { self.capacity = capacity }

  /// Takes a line in if there is room.
  ///
  /// Once one has found none, there is none for the others until the next batch is taken, so that what is missing is missing
  /// at one place.
  ///
  /// - Returns: the line's number, or `nil` if it is dropped.
  mutating func append(_ line: [UInt8]) -> Int? {
    guard waiting.missingAfter == 0, waiting.lines.count + line.count <= capacity else {
      waiting.missingAfter += 1
      droppedCount += 1
      return nil
    }
    waiting.lines += line
    waiting.lineCount += 1
    acceptedCount += 1
    return acceptedCount
  }

  /// Takes everything out to be written.
  ///
  /// - Parameter buffer: memory of an earlier batch to use again.
  /// - Returns: the lines, or `nil` if there is nothing.
  mutating func take(reusing buffer: inout [UInt8]) -> Batch? {
    guard waiting.lineCount > 0 || waiting.missingAfter > 0 else { return nil }
    let batch = waiting
    buffer.removeAll(keepingCapacity: true)
    waiting = Batch()
    swap(&waiting.lines, &buffer)
    return batch
  }

  /// Notes that a batch is through.
  ///
  /// - Parameters:
  ///   - batch: the batch.
  ///   - lostCount: how many of its lines could not be written.
  mutating func settle(_ batch: borrowing Batch, lostCount: Int) {
    settledCount += batch.lineCount
    droppedCount += lostCount
  }
}
