#include <QTcpSocket>
#include <QTcpServer>
#include <QTimer>

ScaleServer::ScaleServer(QObject *parent) : QObject(parent)
{
    connect(&m_server, &QTcpServer::newConnection, this, &ScaleServer::onNewConnection);
    m_server.listen(QHostAddress::Any, 4001);
}

void ScaleServer::onNewConnection()
{
    while (QTcpSocket *s = m_server.nextPendingConnection()) {
        auto *idle = new QTimer(s);
        idle->setInterval(120000);
        s->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
        connect(idle, &QTimer::timeout, s, &QTcpSocket::disconnectFromHost);
        connect(s, &QTcpSocket::disconnected, s, &QObject::deleteLater);
        connect(s, &QTcpSocket::readyRead, this, [this, s, idle] {
            idle->start();
            while (s->canReadLine())
                emit weight(QString::fromLatin1(s->readLine()).trimmed());
        });
        idle->start();
    }
}
