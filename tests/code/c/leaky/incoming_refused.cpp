void
TerminalServer::incomingConnection(qintptr handle)
{ // expect: close-wait-leak
	if (m_terminals.size() >= m_max) {
		qWarning() << "full, refusing" << handle;
		return;
	}
	auto *terminal = new Terminal(handle, this);

	m_terminals.insert(terminal);
}
