import arrowDown from 'lucide-static/icons/arrow-down.svg';
import arrowUp from 'lucide-static/icons/arrow-up.svg';
import badgeCheck from 'lucide-static/icons/badge-check.svg';
import briefcase from 'lucide-static/icons/briefcase.svg';
import building2 from 'lucide-static/icons/building-2.svg';
import calendarRange from 'lucide-static/icons/calendar-range.svg';
import check from 'lucide-static/icons/check.svg';
import chevronLeft from 'lucide-static/icons/chevron-left.svg';
import chevronRight from 'lucide-static/icons/chevron-right.svg';
import circleCheck from 'lucide-static/icons/circle-check.svg';
import circleUser from 'lucide-static/icons/circle-user.svg';
import circleX from 'lucide-static/icons/circle-x.svg';
import coins from 'lucide-static/icons/coins.svg';
import download from 'lucide-static/icons/download.svg';
import externalLink from 'lucide-static/icons/external-link.svg';
import eye from 'lucide-static/icons/eye.svg';
import fileImage from 'lucide-static/icons/file-image.svg';
import fileText from 'lucide-static/icons/file-text.svg';
import filter from 'lucide-static/icons/filter.svg';
import history from 'lucide-static/icons/history.svg';
import inbox from 'lucide-static/icons/inbox.svg';
import info from 'lucide-static/icons/info.svg';
import keyRound from 'lucide-static/icons/key-round.svg';
import landmark from 'lucide-static/icons/landmark.svg';
import layers from 'lucide-static/icons/layers.svg';
import layoutDashboard from 'lucide-static/icons/layout-dashboard.svg';
import list from 'lucide-static/icons/list.svg';
import listChecks from 'lucide-static/icons/list-checks.svg';
import logOut from 'lucide-static/icons/log-out.svg';
import mail from 'lucide-static/icons/mail.svg';
import menu from 'lucide-static/icons/menu.svg';
import pencil from 'lucide-static/icons/pencil.svg';
import plus from 'lucide-static/icons/plus.svg';
import receiptText from 'lucide-static/icons/receipt-text.svg';
import refreshCw from 'lucide-static/icons/refresh-cw.svg';
import rotateCw from 'lucide-static/icons/rotate-cw.svg';
import scrollText from 'lucide-static/icons/scroll-text.svg';
import search from 'lucide-static/icons/search.svg';
import shieldUser from 'lucide-static/icons/shield-user.svg';
import signature from 'lucide-static/icons/signature.svg';
import store from 'lucide-static/icons/store.svg';
import trash2 from 'lucide-static/icons/trash-2.svg';
import triangleAlert from 'lucide-static/icons/triangle-alert.svg';
import userPlus from 'lucide-static/icons/user-plus.svg';
import users from 'lucide-static/icons/users.svg';
import wallet from 'lucide-static/icons/wallet.svg';
import x from 'lucide-static/icons/x.svg';
import zoomIn from 'lucide-static/icons/zoom-in.svg';
import zoomOut from 'lucide-static/icons/zoom-out.svg';

const ICONS: Record<string, string> = {
  'arrow-down': arrowDown,
  'arrow-up': arrowUp,
  'badge-check': badgeCheck,
  briefcase,
  'building-2': building2,
  'calendar-range': calendarRange,
  check,
  'chevron-left': chevronLeft,
  'chevron-right': chevronRight,
  'circle-check': circleCheck,
  'circle-user': circleUser,
  'circle-x': circleX,
  coins,
  download,
  'external-link': externalLink,
  eye,
  'file-image': fileImage,
  'file-text': fileText,
  filter,
  history,
  inbox,
  info,
  'key-round': keyRound,
  landmark,
  layers,
  'layout-dashboard': layoutDashboard,
  list,
  'list-checks': listChecks,
  'log-out': logOut,
  mail,
  menu,
  pencil,
  plus,
  'receipt-text': receiptText,
  'refresh-cw': refreshCw,
  'rotate-cw': rotateCw,
  'scroll-text': scrollText,
  search,
  'shield-user': shieldUser,
  signature,
  store,
  'trash-2': trash2,
  'triangle-alert': triangleAlert,
  'user-plus': userPlus,
  users,
  wallet,
  x,
  'zoom-in': zoomIn,
  'zoom-out': zoomOut,
};

/** An icon beside words: it says nothing that the words do not. */
export function Icon({ name, size = 18 }: { name: string; size?: number }) {
  return (
    <span
      className="cs-icon"
      style={{ width: size, height: size }}
      aria-hidden="true"
      // biome-ignore lint/security/noDangerouslySetInnerHtml: drawings built into the bundle, never data
      dangerouslySetInnerHTML={{ __html: ICONS[name] ?? '' }}
    />
  );
}
