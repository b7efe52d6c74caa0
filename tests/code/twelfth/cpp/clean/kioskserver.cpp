#include "kioskserver.h"
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>
#include <QDebug>

static const int kIdleMs = 90 * 1000;
static const qint64 kMaxLine = 4096;

KioskServer::KioskServer(QObject *parent) : QObject(parent), m_server(new QTcpServer(this))
{
    connect(m_server, &QTcpServer::newConnection, this, &KioskServer::onNewConnection);
}

bool KioskServer::listen(quint16 port)
{
    return m_server->listen(QHostAddress::Any, port);
}

void KioskServer::onNewConnection()
{
    while (QTcpSocket *sock = m_server->nextPendingConnection()) {
        sock->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        sock->setSocketOption(QAbstractSocket::KeepAliveOption, 1);

        auto *idle = new QTimer(sock);
        idle->setSingleShot(true);
        connect(idle, &QTimer::timeout, sock, &QTcpSocket::abort);
        idle->start(kIdleMs);

        connect(sock, &QTcpSocket::readyRead, this, [this, sock, idle] {
            idle->start(kIdleMs);
            onReadyRead(sock);
        });
        connect(sock, &QTcpSocket::disconnected, this, [this, sock] {
            qInfo() << "kiosk left" << m_names.value(sock);
            m_names.remove(sock);
            sock->deleteLater();
        });
        qInfo() << "kiosk from" << sock->peerAddress().toString();
    }
}

void KioskServer::onReadyRead(QTcpSocket *sock)
{
    while (sock->canReadLine()) {
        const QByteArray line = sock->readLine(kMaxLine).trimmed();
        if (line.startsWith("HELLO ")) {
            m_names.insert(sock, QString::fromUtf8(line.mid(6)));
            sock->write("WELCOME\n");
        } else if (line == "MENU") {
            sock->write(m_menu.toJson() + '\n');
        } else if (line == "BYE") {
            sock->disconnectFromHost();
            return;
        } else {
            sock->write("ERR unknown\n");
        }
    }
    if (sock->bytesAvailable() > kMaxLine)
        sock->abort();
}
