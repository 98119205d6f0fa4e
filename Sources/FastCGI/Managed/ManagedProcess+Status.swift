extension ManagedProcess {
  /// Publishes this process's status to the manager's other processes, in place of its previous one.
  ///
  /// The manager removes it when the process has ended. Nothing is written once the manager has gone.
  ///
  /// - Parameter status: usually a ``ProcessStatus``, or a value that contains one.
  /// - Throws: ``SystemError`` if the file can't be written, or the error of the encoder.
  public func publish(_ status: some Encodable) throws {
    if connection.isLost { return }
    try statusFolder.write(status, ofProcess: number)
  }

  /// Returns the statuses that the manager's other processes have published, the oldest process first.
  ///
  /// The last status of a process that hangs stays; its time shows its age.
  ///
  /// - Parameter type: the type of the statuses.
  /// - Returns: the statuses that could be decoded.
  public func publishedByOthers<Status: Decodable>(_ type: Status.Type) -> [Status] {
    statusFolder.readProcesses(type, except: number)
  }

  /// The manager's status, or `nil` if the manager and its folder are gone.
  public var managerStatus: ManagerStatus? { statusFolder.readManager() }
}
