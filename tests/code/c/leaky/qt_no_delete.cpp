#include <QTcpServer>
#include <QTcpSocket>
#include <QHash>

class EchoServer : public QTcpServer {
	Q_OBJECT
	QHash<QTcpSocket *, QByteArray> clients;

private slots:
	void onNewConnection()
	{
		QTcpSocket *s = nextPendingConnection();
		clients.insert(s, QByteArray());
		connect(s, &QTcpSocket::readyRead, this, &EchoServer::onReady);
		connect(s, &QTcpSocket::disconnected, this, &EchoServer::onGone);
	}
	void onReady()
	{
		QTcpSocket *s = qobject_cast<QTcpSocket *>(sender());
		s->write(s->readAll());
	}
	void onGone()
	{
		QTcpSocket *s = qobject_cast<QTcpSocket *>(sender()); // expect: close-wait-leak
		clients.remove(s);
	}
};
