import AfterglowSessions
import GRDB
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A store that keeps sessions in an SQLite database, which all processes of a service share and which survives
/// restarts.
///
///     let store = try SQLiteSessionStore(path: "/var/lib/shop/sessions.sqlite")
///
/// The database has hashes of session ids, not the ids. It does have the sessions' values, so its folder should be
/// readable by the service alone. It has to be on a local file system, since SQLite's locks don't work on network file
/// systems.
public final class SQLiteSessionStore: SessionStore {
  /// The interval at which each process that stores new sessions deletes ended ones.
  public static let sweepInterval = Duration.seconds(600)

  private let database: any DatabaseWriter
  private let nextSweep = Mutex(Date.distantPast)

  /// Creates a store in a file, and the file if it doesn't exist.
  ///
  /// - Parameters:
  ///   - path: the path to the file. SQLite puts two others beside it (`-wal`, `-shm`).
  ///   - busyTimeout: the time to wait for other processes that write; five seconds by default.
  /// - Throws: GRDB's `DatabaseError` if the file can't be opened or isn't an SQLite database.
  public convenience init(path: String, busyTimeout: Duration = .seconds(5)) throws {
    var configuration = Configuration()
    configuration.busyMode = .timeout(busyTimeout / .seconds(1))
    // A crash of the machine may undo the last changes, but never damages the database. Syncing each change would slow
    // down every request that makes one.
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = NORMAL") }
    try self.init(database: DatabasePool(path: path, configuration: configuration))
  }

  /// Creates a store in the application's own database, in the table `afterglow_session`.
  ///
  /// - Parameter database: the database; for several processes a `DatabasePool` with a busy time-out.
  /// - Throws: `DatabaseError` if the table can't be created.
  public init(database: any DatabaseWriter) throws {
    self.database = database
    try database.write { try Self.createTable(in: $0) }
  }

  private static func createTable(in database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS afterglow_session (
          key TEXT PRIMARY KEY NOT NULL, record TEXT NOT NULL, ends REAL NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS afterglow_session_ends ON afterglow_session (ends);
        """)
  }

  /// Returns the session under a key; `nil` if there is none, or if it has ended by then.
  ///
  /// - Throws: `DatabaseError` if the database fails; `DecodingError` if the record isn't a session.
  public func session(for key: SessionKey, at now: Date) async throws -> SessionRecord? {
    try await database.read { database in
      try Self.row(key, in: database).flatMap { $0.ends > now.timeIntervalSince1970 ? $0.record : nil }
    }
  }

  /// Stores a new session.
  ///
  /// - Throws: `DatabaseError` if the database fails.
  public func insert(_ record: SessionRecord, for key: SessionKey, until end: Date) async throws {
    let isSweepDue = isSweepDue(at: record.lastUsed)
    try await database.write { database in
      if isSweepDue {
        try database.execute(
          sql: "DELETE FROM afterglow_session WHERE ends <= ?",
          arguments: [record.lastUsed.timeIntervalSince1970])
      }
      try Self.put(Row(record: record, ends: end.timeIntervalSince1970), for: key, in: database)
    }
  }

  /// Applies changes to a session, if there is one.
  ///
  /// - Throws: `DatabaseError` if the database fails; `DecodingError` if the record isn't a session.
  public func update(
    _ key: SessionKey, with changes: SessionChanges, movingTo newKey: SessionKey?, until end: Date
  ) async throws -> Bool {
    try await database.write { database in
      guard let row = try Self.row(key, in: database) else { return false }
      if newKey != nil { try Self.delete(key, in: database) }
      let changed = Row(
        record: changes.applied(to: row.record), ends: max(row.ends, end.timeIntervalSince1970))
      try Self.put(changed, for: newKey ?? key, in: database)
      return true
    }
  }

  /// Deletes a session, if there is one.
  ///
  /// - Throws: `DatabaseError` if the database fails.
  public func remove(_ key: SessionKey) async throws {
    try await database.write { try Self.delete(key, in: $0) }
  }

  /// Returns the number of sessions, including ended ones that are not yet deleted.
  ///
  /// - Throws: `DatabaseError` if the database fails.
  public func count() async throws -> Int {
    try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM afterglow_session") ?? 0 }
  }

  private func isSweepDue(at now: Date) -> Bool {
    nextSweep.withLock { next in
      guard now >= next else { return false }
      next = now.addingTimeInterval(Self.sweepInterval / .seconds(1))
      return true
    }
  }
}

extension SQLiteSessionStore {
  private struct Row {
    let record: SessionRecord
    let ends: Double
  }

  private static func row(_ key: SessionKey, in database: Database) throws -> Row? {
    let row = try GRDB.Row.fetchOne(
      database, sql: "SELECT record, ends FROM afterglow_session WHERE key = ?", arguments: [key.text])
    guard let row else { return nil }
    let text: String = row["record"]
    let record = try JSONDecoder().decode(SessionRecord.self, from: Data(text.utf8))
    return Row(record: record, ends: row["ends"])
  }

  private static func put(_ row: Row, for key: SessionKey, in database: Database) throws {
    let text = String(decoding: try JSONEncoder().encode(row.record), as: UTF8.self)
    try database.execute(
      sql: "INSERT OR REPLACE INTO afterglow_session (key, record, ends) VALUES (?, ?, ?)",
      arguments: [key.text, text, row.ends])
  }

  private static func delete(_ key: SessionKey, in database: Database) throws {
    try database.execute(sql: "DELETE FROM afterglow_session WHERE key = ?", arguments: [key.text])
  }
}
